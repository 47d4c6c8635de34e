import { exponentialOrderStatistic } from "../../synchronicity/mod.ts";
import type { Random } from "../../random/mod.ts";
import type { Delay } from "../delay.ts";
import { checkNotNegative, checkPositive } from "./check.ts";

/**
 * Memoryless durations: P(X > t) = exp(-t / mean).
 *
 * @param mean in ms
 * @throws {DelayError} Unless it is finite and above 0
 */
export function exponential(mean: number): Delay {
  checkPositive("exponential", { mean });
  return {
    name: `exponential:${mean}`,
    mean,
    ageing: "memoryless",
    sample: (random) => mean * standard(random),
    orderStatistic: (k, peers) => exponentialOrderStatistic(k, peers, mean),
  };
}

/**
 * At least `shift`, and exponential beyond: the usual model of a gradient on a
 * machine that does other things, too.
 *
 * @param shift the shortest duration, ms
 * @param mean of what is added to it, ms
 * @throws {DelayError} Unless the shift is at least 0 and the mean above 0
 */
export function shiftedExponential(shift: number, mean: number): Delay {
  checkNotNegative("shifted-exponential", { shift });
  checkPositive("shifted-exponential", { mean });
  return {
    name: `shifted-exponential:${shift},${mean}`,
    mean: shift + mean,
    ageing: "new-longer",
    sample: (random) => shift + mean * standard(random),
    orderStatistic: (k, peers) =>
      shift + exponentialOrderStatistic(k, peers, mean),
  };
}

/** An exponential duration of mean 1. */
export function standard(random: Random): number {
  return -Math.log(1 - random.uniform());
}
