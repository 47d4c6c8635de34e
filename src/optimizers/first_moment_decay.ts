import type { OptimizerSpec } from "./spec.ts";

/**
 * How much of the last step is in the next one: the decay of the first moment, 0
 * for plain gradient descent.
 *
 * @example
 * ```ts
 * import { firstMomentDecay, momentum } from "./mod.ts";
 *
 * firstMomentDecay(momentum({ learningRate: 0.1, momentum: 0.9 })); // 0.9
 * ```
 */
export function firstMomentDecay(spec: OptimizerSpec): number {
  switch (spec.kind) {
    case "momentum":
      return spec.momentum;
    case "adam":
      return spec.b1;
    case "sgd":
      return 0;
  }
}
