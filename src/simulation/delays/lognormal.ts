import { lognormalOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { checkNotNegative, checkPositive } from "./check.ts";

/**
 * Durations whose logarithm is normal: what many small factors make of one. With
 * a small sigma, a machine with some jitter.
 *
 * @param median in ms
 * @param sigma standard deviation of the logarithm; 0.1 is about 10 % of jitter
 * @throws {DelayError} Unless the median is above 0 and sigma at least 0
 */
export function lognormal(median: number, sigma: number): Delay {
  checkPositive("lognormal", { median });
  checkNotNegative("lognormal", { sigma });
  return {
    name: `lognormal:${median},${sigma}`,
    mean: median * Math.exp(sigma * sigma / 2),
    ...(sigma === 0 ? { ageing: "new-longer" } : {}),
    sample: (random) => median * Math.exp(sigma * random.normal()),
    orderStatistic: (k, peers) =>
      lognormalOrderStatistic(k, peers, { median, sigma }),
  };
}
