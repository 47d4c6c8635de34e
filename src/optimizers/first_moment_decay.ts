import type { OuterSpec } from "./outer.ts";
import type { OptimizerSpec } from "./spec.ts";

/**
 * How much of the last step is in the next one: the decay of the first moment, 0
 * for plain gradient descent.
 *
 * Where an update is the sum of several local steps, it is how much of the last sum
 * is in the next. With an outer optimizer that is its momentum. Else a trace
 * decays through the h steps of a sum, and to a trace that was the same all
 * through the last one they add m (1 - m^h) / (1 - m) of it, to the h that were
 * in that sum.
 *
 * @param sum.steps how many local steps an update is the sum of, h; default 1
 *
 * @example
 * ```ts
 * import { firstMomentDecay, momentum } from "./mod.ts";
 *
 * const spec = momentum({ learningRate: 0.1, momentum: 0.5 });
 * firstMomentDecay(spec); // 0.5
 * firstMomentDecay(spec, { steps: 2 }); // 0.375: 0.5 and 0.25 over 2
 * ```
 */
export function firstMomentDecay(
  spec: OptimizerSpec,
  { steps = 1, outer }: {
    steps?: number;
    outer?: OuterSpec | undefined;
  } = {},
): number {
  if (outer !== undefined) return outer.momentum;
  const decay = decayOf(spec);
  if (steps <= 1) return decay;
  return decay * (1 - decay ** steps) / (1 - decay) / steps;
}

function decayOf(spec: OptimizerSpec): number {
  switch (spec.kind) {
    case "momentum":
      return spec.momentum;
    case "adam":
      return spec.b1;
    case "sgd":
      return 0;
  }
}
