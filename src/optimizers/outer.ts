import { OptimizerError } from "./errors.ts";

/** Options of the outer optimizer; see {@linkcode outerOptimizer}. */
export interface OuterOptions {
  /** Factor on the sum of the local steps, above 0. Default 0.7, as in DiLoCo. */
  learningRate?: number;
  /** Decay of the trace, in [0, 1). Default 0.9. */
  momentum?: number;
  /** Nesterov's look-ahead form. Default true. */
  nesterov?: boolean;
}

/** {@linkcode OuterOptions} with all defaults filled in, as it stands in the manifest. */
export type OuterSpec = Required<OuterOptions>;

/**
 * Describes what a publisher makes of the sum s of its local steps: the outer
 * optimizer of DiLoCo (Douillard et al., *DiLoCo: Distributed Low-Communication
 * Training of Language Models*, arXiv 2311.08105), gradient descent with momentum
 * in which -s takes the place of the gradient.
 *
 *     trace = s + momentum * trace
 *     step = learningRate * (s + momentum * trace)            with Nesterov, else:
 *     step = learningRate * trace
 *
 * There it is applied to the mean of all peers' sums, here to each peer's before
 * its weight: it is linear, so at K = P that comes to the same.
 *
 * @param options Whatever differs from DiLoCo's 0.7, 0.9 and Nesterov
 * @throws {OptimizerError} If a setting is unknown or out of range
 *
 * @example
 * ```ts
 * import { outerOptimizer } from "./outer.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(outerOptimizer({ momentum: 0.8 }), {
 *   learningRate: 0.7,
 *   momentum: 0.8,
 *   nesterov: true,
 * });
 * ```
 */
export function outerOptimizer(options: OuterOptions = {}): OuterSpec {
  const unknown = Object.keys(options).find((name) =>
    !["learningRate", "momentum", "nesterov"].includes(name)
  );
  const { learningRate = 0.7, momentum = 0.9, nesterov = true } = options;
  const wrong = unknown !== undefined
    ? `it has no setting "${unknown}", there are learningRate, momentum, nesterov`
    : !(learningRate > 0 && learningRate < Infinity)
    ? `learningRate is ${learningRate}, it must be a number above 0`
    : !(momentum >= 0 && momentum < 1)
    ? `momentum is ${momentum}, it must be a number from 0 to below 1`
    : typeof nesterov !== "boolean"
    ? `nesterov is ${nesterov}, it must be true or false`
    : undefined;
  if (wrong !== undefined) {
    throw new OptimizerError(`Cannot create the outer optimizer: ${wrong}`);
  }
  return { learningRate, momentum, nesterov };
}

/**
 * Turns the sum of local steps into the outer step, in place.
 *
 * @param sum of the local steps, length n
 * @param trace what is remembered, length n; zeros at first; changed in place
 */
export function applyOuter(
  { learningRate, momentum, nesterov }: OuterSpec,
  sum: Float64Array,
  trace: Float64Array,
): void {
  for (let i = 0; i < sum.length; i++) {
    const s = sum[i]!;
    const t = s + momentum * trace[i]!;
    trace[i] = t;
    sum[i] = learningRate * (nesterov ? s + momentum * t : t);
  }
}
