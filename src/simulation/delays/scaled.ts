import type { Delay } from "../delay.ts";

/**
 * A delay in another unit of time: all durations times `factor`, and the times at
 * which it changes, too. It keeps its name.
 *
 * @example The seconds of a paper, as virtual ms
 * ```ts
 * import { exponential } from "./exponential.ts";
 * import { scaled } from "./scaled.ts";
 *
 * scaled(exponential(1), 1000).mean; // 1000
 * ```
 */
export function scaled(delay: Delay, factor: number): Delay {
  const { name, mean, ageing } = delay;
  return {
    name,
    mean: mean * factor,
    ...(ageing === undefined ? {} : { ageing }),
    sample: (random, now) => factor * delay.sample(random, now / factor),
    ...(delay.orderStatistic === undefined ? {} : {
      orderStatistic: (k, peers) => factor * delay.orderStatistic!(k, peers),
    }),
  };
}
