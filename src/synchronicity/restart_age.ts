import type { ProductLimit } from "./product_limit.ts";

/** Finished durations below which nothing is concluded. */
const ENOUGH = 8;

/** Part of the usual time that has to be gained, and more by the fewer are known. */
const GAIN = 0.1;
const CAUTION = 1;

/** Later by so much than what seemed best: what is never waited for is never seen. */
const SLACK = 1.25;

/**
 * The age t, ms, that minimises E[min(X, t)] / P(X <= t), the expected time to
 * success where work is given up at age t and begun anew; Infinity where that is no
 * clear gain over seeing all of it through.
 *
 * Of n finished durations the least quotient is always somewhat below the mean,
 * whatever the distribution. So at least half must finish in time and the gain must
 * be a tenth and 1/sqrt(n); and it must be a tenth also where the longest duration
 * is taken to be as long as the second longest: one hiccup is no distribution.
 */
export function restartAge(product: ProductLimit): number {
  const { steps } = product;
  const n = steps.length;
  if (n < ENOUGH) return Infinity;
  let least = Infinity, age = Infinity;
  for (let i = 0; i < n - 1; i++) {
    const t = steps[i]!;
    const within = 1 - product.survival(t);
    if (within < 0.5) continue;
    const time = product.truncatedMean(t) / within;
    if (time < least) {
      least = time;
      age = t;
    }
  }
  const { mean } = product;
  const isGain = least <= (1 - GAIN - CAUTION / Math.sqrt(n)) * mean &&
    least <= (1 - GAIN) * product.truncatedMean(steps[n - 2]!);
  return isGain ? SLACK * age : Infinity;
}
