import { Random } from "../../random/mod.ts";
import { atLeast, checkParameters, count } from "./errors.ts";
import { checkUnit, type SmoothProblem } from "./smooth_problem.ts";

/** What {@linkcode quadratic} may be told. */
export interface QuadraticOptions {
  /** Coordinates of the model, d; default 16. */
  readonly dimension?: number;
  /** Largest eigenvalue over the least, L / mu; the largest is 1. Default 10. */
  readonly condition?: number;
  /** How far the units' targets scatter around their mean, in each coordinate; default 0.3. */
  readonly spread?: number;
  /** Standard deviation of the noise on each coordinate of a gradient; default 0. */
  readonly noise?: number;
  /** Units, N; default 64. */
  readonly units?: number;
  /** Decides targets and noise; default 1. */
  readonly seed?: number;
}

/**
 * Least squares with a chosen conditioning: unit u has the loss
 * 1/2 sum_i lambda_i (x_i - t_ui)^2, the eigenvalues lambda_i are spaced evenly in
 * logarithm from 1 down to 1 / condition, and each unit has a target t_u of its
 * own, so that gradients differ though none is noisy. The optimum is the targets'
 * mean; x_0 is 0.
 *
 * `evaluate` adds the `distance` to the optimum.
 *
 * @throws {ProblemError} If a parameter is out of its range
 *
 * @example
 * ```ts
 * import { quadratic } from "./quadratic.ts";
 *
 * const problem = quadratic({ dimension: 100, condition: 1000, noise: 0.1 });
 * problem.optimum; // the least loss that any model has
 * ```
 */
export function quadratic(options: QuadraticOptions = {}): SmoothProblem {
  const { dimension = 16, condition = 10, spread = 0.3 } = options;
  const { noise = 0, units = 64, seed = 1 } = options;
  checkParameters("quadratic", [
    count("dimension", dimension),
    atLeast("condition", condition, 1),
    atLeast("spread", spread, 0),
    atLeast("noise", noise, 0),
    count("units", units),
    ["seed", seed, Number.isSafeInteger, "a whole number"],
  ]);
  const eigenvalues = Float64Array.from(
    { length: dimension },
    (_, i) => condition ** -(i / Math.max(1, dimension - 1)),
  );
  const targets = drawTargets({ dimension, spread, units, seed });
  const mean = new Float64Array(dimension);
  for (let at = 0; at < targets.length; at++) {
    mean[at % dimension]! += targets[at]! / units;
  }
  // What no model can get rid of: the targets' scatter.
  let optimum = 0;
  for (let at = 0; at < targets.length; at++) {
    const i = at % dimension;
    optimum += eigenvalues[i]! * (targets[at]! - mean[i]!) ** 2 / 2 / units;
  }
  const excess = (x: ArrayLike<number>, gradient?: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < dimension; i++) {
      const slope = eigenvalues[i]! * (x[i]! - mean[i]!);
      sum += slope * (x[i]! - mean[i]!) / 2;
      if (gradient !== undefined) gradient[i] = slope;
    }
    return sum;
  };
  return {
    name: `quadratic (${dimension} coordinates, condition ${condition})`,
    layout: { trainable: dimension, state: 0 },
    units,
    start: new Float64Array(dimension),
    optimum,
    gradient(unit, view, turn) {
      checkUnit(unit, units);
      const gradient = new Float32Array(dimension);
      const random = noise > 0
        ? new Random("noise", seed, unit, turn)
        : undefined;
      let loss = 0;
      for (let i = 0; i < dimension; i++) {
        const away = view[i]! - targets[unit * dimension + i]!;
        const slope = eigenvalues[i]! * away;
        loss += slope * away / 2;
        gradient[i] = random === undefined
          ? slope
          : slope + noise * random.normal();
      }
      return { gradient, state: new Float32Array(0), loss };
    },
    evaluate(view) {
      let square = 0;
      for (let i = 0; i < dimension; i++) square += (view[i]! - mean[i]!) ** 2;
      const distance = Math.sqrt(square);
      return { loss: optimum + excess(view), metrics: { distance } };
    },
    objective: (x, gradient) => optimum + excess(x, gradient),
  };
}

/** Targets of all units, one after another: a common normal point, and the scatter. */
function drawTargets(
  { dimension, spread, units, seed }: Required<
    Pick<QuadraticOptions, "dimension" | "spread" | "units" | "seed">
  >,
): Float32Array {
  const common = new Random("optimum", seed);
  const centre = Float64Array.from(
    { length: dimension },
    () => common.normal(),
  );
  const random = new Random("targets", seed);
  return Float32Array.from(
    { length: units * dimension },
    (_, at) => centre[at % dimension]! + spread * random.normal(),
  );
}
