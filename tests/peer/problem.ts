/**
 * A small least-squares problem: unit u pulls towards a target of its own, the
 * targets scatter around a common optimum.
 */
import { Random } from "../../src/random/mod.ts";
import type { Problem } from "../../src/simulation/mod.ts";

/** Coordinates of x. */
export const DIMENSION = 16;

const targets = new Map<number, Float32Array>();

function targetOf(unit: number): Float32Array {
  let target = targets.get(unit);
  if (target === undefined) {
    const random = new Random("target", unit);
    target = Float32Array.from(
      { length: DIMENSION },
      (_, i) => Math.sin(i + 1) + 0.3 * random.normal(),
    );
    targets.set(unit, target);
  }
  return target;
}

/** Unit u's gradient at x: of |x - t_u|^2 / 2. */
export function gradientOf(unit: number, view: Float32Array): Float32Array {
  const target = targetOf(unit);
  return view.map((value, i) => value - target[i]!);
}

/** The loss of the mean problem at x, up to a constant. */
export function lossOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += (values[i]! - Math.sin(i + 1)) ** 2;
  }
  return sum / 2;
}

/** The problem with so many units. */
export function leastSquares(units: number): Problem {
  return {
    name: "least squares",
    layout: { trainable: DIMENSION, state: 0 },
    units,
    start: new Float64Array(DIMENSION),
    gradient: (unit, view) => ({
      gradient: gradientOf(unit, view),
      state: new Float32Array(0),
      loss: lossOf(view),
    }),
  };
}
