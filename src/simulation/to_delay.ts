import type { Delay } from "./delay.ts";
import { constant, parseDelay } from "./delays/mod.ts";
import { type DelayLike, ScenarioError } from "./scenario.ts";

/**
 * The distribution that somebody means.
 *
 * @throws {DelayError} If it cannot be read
 * @throws {ScenarioError} If it is anything else
 */
export function toDelay(delay: DelayLike): Delay {
  if (typeof delay === "number") return constant(delay);
  if (typeof delay === "string") return parseDelay(delay);
  if (typeof delay?.sample === "function") return delay;
  throw new ScenarioError(
    `${
      JSON.stringify(delay)
    } is no duration; write "exponential:10", exponential(10), or a number of ms`,
  );
}
