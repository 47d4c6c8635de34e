/**
 * Optimizers as pure functions on flat vectors, after optax: SGD, momentum, Adam, with schedules, weight decay and clipping.
 *
 * A task describes its optimizer with {@linkcode sgd}, {@linkcode momentum} or {@linkcode adam}; the description is plain JSON
 * and stands in the swarm's manifest. Every publisher runs its own: what it publishes is the finished step.
 *
 * @example Usage
 * ```ts
 * import { adam, createOptimizer } from "./mod.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const optimizer = createOptimizer(adam({ learningRate: 0.01 }));
 * const state = optimizer.init(1);
 * const step = new Float64Array(1);
 * const weights = new Float32Array(1);
 * optimizer.update(new Float32Array([3]), state, weights, { epoch: 0, epochs: 5 }, step);
 * assertAlmostEquals(step[0]!, -0.01, 1e-9);
 * ```
 *
 * @module
 */

export * from "./builders.ts";
export * from "./check_spec.ts";
export * from "./create_optimizer.ts";
export * from "./errors.ts";
export { firstMomentDecay } from "./first_moment_decay.ts";
export type { LocalTarget } from "./local_step.ts";
export * from "./outer.ts";
export * from "./schedule.ts";
export * from "./spec.ts";
export { decodeState, encodeState, type OptimizerState } from "./state.ts";
