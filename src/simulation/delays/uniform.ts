import { uniformOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { checkNotNegative } from "./check.ts";
import { DelayError } from "./errors.ts";

/**
 * Any duration between two, all alike likely.
 *
 * @param low the shortest, ms
 * @param high the longest, ms
 * @throws {DelayError} If one is negative or not finite, or high is below low
 */
export function uniform(low: number, high: number): Delay {
  checkNotNegative("uniform", { low, high });
  if (high < low) {
    throw new DelayError(
      `Cannot make the delay uniform: low must not exceed high, got ${low} and ${high}`,
    );
  }
  return {
    name: `uniform:${low},${high}`,
    mean: (low + high) / 2,
    ageing: "new-longer",
    sample: (random) => low + (high - low) * random.uniform(),
    orderStatistic: (k, peers) => uniformOrderStatistic(k, peers, low, high),
  };
}
