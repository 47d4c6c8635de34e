/** +1 puts the first of a pair to the front of the next epoch, -1 the second; 0 where there is no pair or no sign. */
export type Sign = 1 | -1 | 0;

/**
 * The next epoch's order of one worker: pairs are taken apart, one of each to the
 * front and the other to the back, so that what followed each other ends up at
 * opposite ends with opposite signs.
 *
 * What is paired are blocks, the units of one update each; mostly a block is one
 * unit. Their lengths may differ, and units keep their order within a block.
 *
 * Any signs and any blocks give a permutation. An odd last block has no partner and
 * takes the one place left, in the middle; so do units that are in no block.
 *
 * @param order this epoch's order, n units
 * @param signs one sign for each of the pairs, +1 or -1
 * @param blocks how many units each block has, in the order; default one each
 *
 * @example
 * ```ts
 * import { nextOrder } from "./next_order.ts";
 *
 * nextOrder([4, 7, 1, 9, 5], [1, -1]); // [4, 9, 5, 1, 7]
 * nextOrder([4, 7, 1, 9, 5], [-1], [2, 2, 1]); // [1, 9, 5, 4, 7]
 * ```
 */
export function nextOrder(
  order: readonly number[],
  signs: ArrayLike<number>,
  blocks?: readonly number[],
): number[] {
  const next = order.slice();
  const pairs = (blocks?.length ?? order.length) >> 1;
  let from = 0, front = 0, back = order.length;
  const move = (begin: number, end: number, to: number) => {
    for (let i = begin; i < end; i++) next[to++] = order[i]!;
  };
  for (let pair = 0; pair < pairs; pair++) {
    const middle = from + (blocks?.[2 * pair] ?? 1);
    const end = middle + (blocks?.[2 * pair + 1] ?? 1);
    const isFirst = signs[pair]! > 0;
    const [toFront, toBack] = isFirst
      ? [middle - from, end - middle]
      : [end - middle, middle - from];
    back -= toBack;
    move(from, middle, isFirst ? front : back);
    move(middle, end, isFirst ? back : front);
    front += toFront;
    from = end;
  }
  move(from, order.length, front);
  return next;
}
