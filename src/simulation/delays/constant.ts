import { uniformOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { checkNotNegative } from "./check.ts";

/**
 * Always the same duration.
 *
 * @param value in ms
 * @throws {DelayError} If it is negative or not finite
 */
export function constant(value: number): Delay {
  checkNotNegative("constant", { value });
  return {
    name: `constant:${value}`,
    mean: value,
    ageing: "new-longer",
    sample: () => value,
    // The K-th of P equal durations; the check of K and P is the uniform's.
    orderStatistic: (k, peers) => uniformOrderStatistic(k, peers, value, value),
  };
}
