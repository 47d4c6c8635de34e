import type { Problem, UnitGradient } from "../problem.ts";

/** A problem whose whole objective can be had in double precision, so that it can be minimised. */
export interface SmoothProblem extends Problem {
  /** One unit's gradient, which is there at once. */
  gradient(unit: number, view: Float32Array, seed: number): UnitGradient;
  /**
   * The objective F: the mean over all examples, regularisation included.
   *
   * @param x where, length `layout.trainable`
   * @param gradient overwritten with dF / dx, same length
   * @returns F(x)
   */
  objective(x: Float64Array, gradient: Float64Array): number;
}

/** @throws {RangeError} If there is no such unit */
export function checkUnit(unit: number, units: number): void {
  if (Number.isInteger(unit) && unit >= 0 && unit < units) return;
  throw new RangeError(
    `There is no unit ${unit}: the problem has units 0 to ${units - 1}`,
  );
}
