/** How far the prefix sums of an order stray. */
export interface HerdingBound {
  /** In the infinity norm, the paper's. */
  infinity: number;
  /** In the Euclidean norm. */
  euclidean: number;
}

/**
 * The parallel herding bound of an epoch, exactly:
 *
 *     max over t of || sum_{j <= t} sum_i (g_{i,j} - mean) ||
 *
 * The smaller it is, the better the order (Cooper et al., arXiv 2302.00845).
 *
 * @param gradients `gradients[t][i]` is worker i's at position t, float32 of one
 * length; undefined where it has run out
 *
 * @example
 * ```ts
 * import { herdingBound } from "./herding_bound.ts";
 *
 * const g = (value: number) => [Float32Array.of(value)];
 * herdingBound([g(1), g(1), g(-1), g(-1)]).infinity; // 2
 * herdingBound([g(1), g(-1), g(1), g(-1)]).infinity; // 1
 * ```
 */
export function herdingBound(
  gradients: readonly (readonly (Float32Array | undefined)[])[],
): HerdingBound {
  const all = gradients.flat().filter((gradient) => gradient !== undefined);
  const mean = new Float64Array(all[0]?.length ?? 0);
  for (const gradient of all) {
    for (let j = 0; j < mean.length; j++) mean[j]! += gradient[j]! / all.length;
  }
  const prefix = new Float64Array(mean.length);
  let infinity = 0, square = 0;
  for (const row of gradients) {
    for (const gradient of row) {
      if (gradient === undefined) continue;
      for (let j = 0; j < mean.length; j++) {
        prefix[j]! += gradient[j]! - mean[j]!;
      }
    }
    let sum = 0;
    for (const value of prefix) {
      infinity = Math.max(infinity, Math.abs(value));
      sum += value * value;
    }
    square = Math.max(square, sum);
  }
  return { infinity, euclidean: Math.sqrt(square) };
}
