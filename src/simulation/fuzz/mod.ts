/**
 * Random scenarios: drawn from a seed, played under the invariants, and made small
 * where one breaks. `deno task fuzz` plays many.
 *
 * @example
 * ```ts ignore
 * for (let seed = 1; seed <= 200; seed++) {
 *   const { failure } = trySeed(seed);
 *   if (failure !== undefined) throw new Error(describeFailure(failure));
 * }
 * ```
 *
 * @module
 */
export { describeFailure } from "./describe_failure.ts";
export { type Failure, type Tried, trySeed } from "./fuzz.ts";
export { type FuzzCase, toSimulation } from "./fuzz_case.ts";
export { play, type Played } from "./play.ts";
export { drawCase } from "./random_case.ts";
export { shrink, type ShrinkOptions, type Shrunk } from "./shrink.ts";
