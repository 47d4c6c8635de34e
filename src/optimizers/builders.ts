import { checkSpec } from "./check_spec.ts";
import type {
  AdamOptions,
  AdamSpec,
  MomentumOptions,
  MomentumSpec,
  SgdOptions,
  SgdSpec,
} from "./spec.ts";

/**
 * Describes plain stochastic gradient descent: step = -learningRate * gradient.
 *
 * Where all peers wait for each other (K = P), a swarm with it equals training on one large batch.
 *
 * @example Usage
 * ```ts
 * import { sgd } from "./builders.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sgd({ learningRate: 0.1 }).kind, "sgd");
 * ```
 *
 * @param options Learning rate and what else differs from the defaults
 * @returns The description for a task or manifest
 * @throws {OptimizerError} If a setting is missing, unknown or out of range
 */
export function sgd(options: SgdOptions): SgdSpec {
  return checkSpec({ ...options, kind: "sgd" }) as SgdSpec;
}

/**
 * Describes gradient descent with momentum (Polyak, 1964), or Nesterov's form of it (Sutskever et al., 2013).
 *
 *     trace = gradient + momentum * trace
 *     step = -learningRate * trace                            or, with Nesterov:
 *     step = -learningRate * (gradient + momentum * trace)
 *
 * It is linear in the gradients: at K = P a swarm with it equals training on one large batch, as each peer's trace is its share of the
 * whole one. (Clipping is not linear.)
 *
 * @example Usage
 * ```ts
 * import { momentum } from "./builders.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = momentum({ learningRate: 0.05, momentum: 0.9, nesterov: true });
 * assertEquals(JSON.parse(JSON.stringify(spec)), spec);
 * ```
 *
 * @param options Learning rate and what else differs from the defaults
 * @returns The description for a task or manifest
 * @throws {OptimizerError} If a setting is missing, unknown or out of range
 */
export function momentum(options: MomentumOptions): MomentumSpec {
  return checkSpec({ ...options, kind: "momentum" }) as MomentumSpec;
}

/**
 * Describes Adam (Kingma and Ba, 2015), with weight decay AdamW (Loshchilov and Hutter, 2019).
 *
 * In a swarm it does not equal Adam on one large batch: the second moment of each peer sees that peer's own gradient
 * noise, which is larger than that of an average.
 *
 * @example Usage
 * ```ts
 * import { adam } from "./builders.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = adam({ learningRate: 1e-3, schedule: { kind: "cosine", warmup: 0.5 } });
 * assertEquals([spec.b1, spec.b2, spec.epsilon], [0.9, 0.999, 1e-8]);
 * ```
 *
 * @param options Learning rate and what else differs from the defaults
 * @returns The description for a task or manifest
 * @throws {OptimizerError} If a setting is missing, unknown or out of range
 */
export function adam(options: AdamOptions): AdamSpec {
  return checkSpec({ ...options, kind: "adam" }) as AdamSpec;
}
