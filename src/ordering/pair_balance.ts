import { dot } from "./dot.ts";
import { nextOrder } from "./next_order.ts";

/** What an epoch of PairBalance decides. */
export interface PairBalanced {
  /**
   * `signs[p][i]` for worker i's positions 2p and 2p + 1: +1 puts the first of
   * the two to the front, -1 the second; 0 where the worker has no such pair.
   */
  signs: Int8Array[];
  /** Each worker's order in the next epoch. */
  nextOrders: number[][];
  /** The running sum r of all signed differences, as it is at the end. */
  sum: Float64Array;
}

/**
 * One epoch of CD-GraB's PairBalance (Cooper et al., arXiv 2302.00845,
 * algorithm 1): the centralised form, which all others are held against.
 *
 * Workers share one running sum r. After every second step each of them, in rank
 * order, signs the difference z of its two gradients against r, and adds it:
 *
 *     s = +1 if <r, z> <= 0 else -1;   r += s z
 *
 * z is rounded to float32, r is float64, and <r, z> is summed as {@linkcode dot}
 * says. A worker that has run out contributes z = 0, which changes nothing and
 * needs no sign. So does an odd last unit: it has no partner, and only one place
 * is left for it.
 *
 * @param orders each worker's units in the order of this epoch; lengths may differ
 * @param gradients `gradients[t][i]` is worker i's at its position t, float32 of
 * one length; undefined where it has run out
 * @throws {RangeError} If a gradient is missing or differs in length
 *
 * @example
 * ```ts
 * import { pairBalanceEpoch } from "./pair_balance.ts";
 *
 * const { nextOrders, sum } = pairBalanceEpoch([[0, 1, 2, 3]], [
 *   [Float32Array.of(1)],
 *   [Float32Array.of(-1)],
 *   [Float32Array.of(1)],
 *   [Float32Array.of(-1)],
 * ]);
 * nextOrders; // [[0, 3, 2, 1]]
 * sum; // [0]
 * ```
 */
export function pairBalanceEpoch(
  orders: readonly (readonly number[])[],
  gradients: readonly (readonly (Float32Array | undefined)[])[],
): PairBalanced {
  const dimension = gradients[0]?.find((gradient) => gradient)?.length ?? 0;
  const sum = new Float64Array(dimension);
  const pairs = orders.map((order) => order.length >> 1);
  const signs: Int8Array[] = [];
  for (let pair = 0; pair < Math.max(0, ...pairs); pair++) {
    const row = new Int8Array(orders.length);
    for (let worker = 0; worker < orders.length; worker++) {
      if (pair >= pairs[worker]!) continue;
      const first = take(gradients, 2 * pair, worker, dimension);
      const second = take(gradients, 2 * pair + 1, worker, dimension);
      const z = first.map((value, j) => value - second[j]!);
      const sign = dot(sum, z) <= 0 ? 1 : -1;
      for (let j = 0; j < dimension; j++) sum[j]! += sign * z[j]!;
      row[worker] = sign;
    }
    signs.push(row);
  }
  const nextOrders = orders.map((order, worker) =>
    nextOrder(order, signs.slice(0, pairs[worker]!).map((row) => row[worker]!))
  );
  return { signs, nextOrders, sum };
}

function take(
  gradients: readonly (readonly (Float32Array | undefined)[])[],
  position: number,
  worker: number,
  dimension: number,
): Float32Array {
  const gradient = gradients[position]?.[worker];
  if (gradient?.length === dimension) return gradient;
  throw new RangeError(
    `Cannot balance worker ${worker}: its gradient at position ${position} ${
      gradient === undefined
        ? "is missing"
        : `has ${gradient.length} values, not ${dimension}`
    }`,
  );
}
