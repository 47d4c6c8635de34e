/** +1 puts the first of a pair to the front of the next epoch, -1 the second; 0 where there is no pair or no sign. */
export type Sign = 1 | -1 | 0;

/**
 * The next epoch's order of one worker: pairs are taken apart, one of each to the
 * front and the other to the back, so that what followed each other ends up at
 * opposite ends with opposite signs.
 *
 * Any signs give a permutation. An odd last unit has no partner and takes the one
 * place left, the middle.
 *
 * @param order this epoch's order, n units
 * @param signs one sign for each of the floor(n / 2) pairs, +1 or -1
 *
 * @example
 * ```ts
 * import { nextOrder } from "./next_order.ts";
 *
 * nextOrder([4, 7, 1, 9, 5], [1, -1]); // [4, 9, 5, 1, 7]
 * ```
 */
export function nextOrder(
  order: readonly number[],
  signs: ArrayLike<number>,
): number[] {
  const next = order.slice();
  const last = order.length - 1, pairs = order.length >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    const first = order[2 * pair]!, second = order[2 * pair + 1]!;
    const isFirst = signs[pair]! > 0;
    next[pair] = isFirst ? first : second;
    next[last - pair] = isFirst ? second : first;
  }
  if (order.length % 2 === 1) next[pairs] = order[last]!;
  return next;
}
