import type { VectorView } from "../../compression/mod.ts";
import { firstMomentDecay, type OptimizerSpec } from "../../optimizers/mod.ts";
import { innovation, type Vector } from "../../ordering/mod.ts";

/**
 * Which vector PairBalance is given for a unit.
 *
 * | vector | what it is |
 * |---|---|
 * | `gradient` | the gradient itself: the ideal, which nobody gossips |
 * | `step` | what the optimizer makes of it, before the codec |
 * | `step-innovation` | the step with momentum taken off |
 * | `update` | what is gossiped: the step as the codec leaves it |
 * | `update-innovation` | the same with momentum taken off: what peers balance |
 */
export type BalancedVector =
  | "gradient"
  | "step"
  | "step-innovation"
  | "update"
  | "update-innovation";

/** All of them, the ideal first. */
export const BALANCED_VECTORS: readonly BalancedVector[] = [
  "gradient",
  "step",
  "step-innovation",
  "update",
  "update-innovation",
];

/** What one publisher has of a unit. */
export interface Published {
  /** float32, length d; it does not change any more. */
  gradient: Float32Array;
  /** float64, length d; the next unit overwrites it. */
  step: Float64Array;
  /** A view of the payload. */
  update: VectorView;
}

/** Makes one publisher's vectors; it remembers the one before. */
export class VectorMaker {
  readonly #kind: BalancedVector;
  readonly #decay: number;
  #before: Float32Array | VectorView | undefined;

  /** Has seen nothing yet. */
  constructor(kind: BalancedVector, optimizer: OptimizerSpec) {
    this.#kind = kind;
    this.#decay = firstMomentDecay(optimizer);
  }

  /** The vector of the next unit. */
  make({ gradient, step, update }: Published): Vector {
    if (this.#kind === "gradient") return gradient;
    const isStep = this.#kind.startsWith("step");
    const vector = isStep ? Float32Array.from(step) : update;
    if (!this.#kind.endsWith("innovation")) return vector;
    const before = this.#before;
    this.#before = vector;
    return innovation(vector, before, this.#decay);
  }
}
