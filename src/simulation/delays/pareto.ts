import { paretoOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { checkPositive } from "./check.ts";

/**
 * Heavy-tailed durations: P(X > t) = (scale / t)^shape from `scale` on. The
 * variance is infinite up to shape 2, the mean up to shape 1.
 *
 * @param shape how fast the tail falls
 * @param scale the shortest duration, ms
 * @throws {DelayError} Unless both are finite and above 0
 */
export function pareto(shape: number, scale: number): Delay {
  checkPositive("pareto", { shape, scale });
  return {
    name: `pareto:${shape},${scale}`,
    mean: shape > 1 ? scale * shape / (shape - 1) : Infinity,
    sample: (random) => scale * (1 - random.uniform()) ** (-1 / shape),
    orderStatistic: (k, peers) =>
      paretoOrderStatistic(k, peers, { shape, scale }),
  };
}
