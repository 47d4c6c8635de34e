import type { Problem, UnitGradient } from "../problem.ts";

/**
 * A problem whose units can be composed anew: of any examples, not only of those
 * that were put together once. What random reshuffling of examples needs.
 */
export interface ComposableProblem extends Problem {
  /** Examples in the data, in the order that units are cut from. */
  readonly examples: number;
  /** Examples in a unit: unit u has those from u * unitSize on; the last may have fewer. */
  readonly unitSize: number;
  /**
   * The gradient of a unit of these examples, scaled as any unit's.
   *
   * @param examples numbers from 0 to examples - 1
   * @param view the parameters
   */
  gradientOf(examples: Uint32Array, view: Float32Array): UnitGradient;
}

/** Whether units can be composed anew. */
export function isComposable(problem: Problem): problem is ComposableProblem {
  return "gradientOf" in problem;
}
