/**
 * Distributions of durations: how long gradients and messages take in a virtual
 * swarm.
 *
 * @example
 * ```ts
 * import { Random } from "../../random/mod.ts";
 * import { parseDelay } from "./mod.ts";
 *
 * const delay = parseDelay("shifted-exponential:5,5");
 * delay.sample(new Random("compute", 7), 0); // some 10 ms
 * delay.orderStatistic!(4, 8); // 8.17 ms until the fourth of eight
 * ```
 *
 * @module
 */
export type { Ageing } from "../../synchronicity/mod.ts";
export { changing, type Period } from "./changing.ts";
export { constant } from "./constant.ts";
export { DelayError } from "./errors.ts";
export { exponential, shiftedExponential } from "./exponential.ts";
export { type Branch, hyperexponential } from "./hyperexponential.ts";
export { lognormal } from "./lognormal.ts";
export { pareto } from "./pareto.ts";
export {
  DELAY_KINDS,
  parseDelay,
  type ParseDelayOptions,
} from "./parse_delay.ts";
export { scaled } from "./scaled.ts";
export { parseTrace, trace } from "./trace.ts";
export { uniform } from "./uniform.ts";
