import type { Problem, UnitGradient } from "../problem.ts";
import { checkParameters, count } from "./errors.ts";

/** What {@linkcode nullProblem} may be told. */
export interface NullOptions {
  /** Units in the data, N; default 1024. */
  readonly units?: number;
  /** Coordinates of the model; default 1. */
  readonly dimension?: number;
  /** Every coordinate of every gradient; default 0. */
  readonly gradient?: number;
}

/**
 * Nothing to learn: every unit has the same gradient, 0 unless said otherwise, and
 * costs nothing to compute. For studies of time alone.
 *
 * @throws {ProblemError} If there is no unit or no coordinate
 */
export function nullProblem(options: NullOptions = {}): Problem {
  const { units = 1024, dimension = 1, gradient = 0 } = options;
  checkParameters("null", [
    count("units", units),
    count("dimension", dimension),
    ["gradient", gradient, () => true, "a finite number"],
  ]);
  const result: UnitGradient = {
    gradient: new Float32Array(dimension).fill(gradient),
    state: new Float32Array(0),
    loss: 0,
  };
  return {
    name: "null",
    layout: { trainable: dimension, state: 0 },
    units,
    start: new Float64Array(dimension),
    gradient: () => result,
  };
}
