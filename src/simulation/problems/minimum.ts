import { ProblemError } from "./errors.ts";
import type { SmoothProblem } from "./smooth_problem.ts";

/** How exact {@linkcode minimum} is to be. */
export interface MinimumOptions {
  /** Norm of the gradient at which it ends; default 1e-9. */
  readonly tolerance?: number;
  /** Most iterations; default 5000. */
  readonly iterations?: number;
}

/** Where an objective is least. */
export interface Minimum {
  /** F*, the least loss. */
  readonly loss: number;
  /** Where. */
  readonly x: Float64Array;
  /** Norm of the gradient there. */
  readonly gradientNorm: number;
  /** Iterations it took. */
  readonly iterations: number;
}

/** Steps that the curvature is remembered of. */
const MEMORY = 20;

/** The line search ends where the slope is between these parts of the first. */
const STEEPER = 0.9;
const BEYOND = 0.1;

/**
 * The minimum of a convex problem by L-BFGS (Liu and Nocedal, 1989) on the whole
 * objective, in double precision from x_0: the same result every time. With an
 * l2 above 0 the loss is exact to about gradientNorm^2 / (2 l2).
 *
 * @throws {ProblemError} If the gradient stays larger than asked for, as where
 * data is separable and nothing bounds the weights
 *
 * @example
 * ```ts
 * import { minimum } from "./minimum.ts";
 * import { quadratic } from "./quadratic.ts";
 *
 * const problem = quadratic({ condition: 100 });
 * minimum(problem).loss - problem.optimum!; // 0, but for rounding
 * ```
 */
export function minimum(
  problem: SmoothProblem,
  options: MinimumOptions = {},
): Minimum {
  const { tolerance = 1e-9, iterations = 5000 } = options;
  let x: Float64Array = problem.start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let loss = problem.objective(x, gradient);
  const history: Pair[] = [];
  for (let iteration = 0;; iteration++) {
    const gradientNorm = Math.sqrt(dot(gradient, gradient));
    if (gradientNorm <= tolerance) {
      return { loss, x, gradientNorm, iterations: iteration };
    }
    const found = iteration < iterations
      ? searchLine(problem, x, gradient, direction(gradient, history))
      : undefined;
    if (found === undefined) {
      throw new ProblemError(
        `Cannot find the minimum of ${problem.name}: the gradient's norm is still ${
          gradientNorm.toExponential(1)
        } after ${iteration} iterations, and not ${tolerance}; give an l2 above 0, or a larger tolerance`,
      );
    }
    const s = found.x.map((value, i) => value - x[i]!);
    const y = found.gradient.map((value, i) => value - gradient[i]!);
    const sy = dot(s, y);
    if (sy > 0) history.push({ s, y, sy });
    if (history.length > MEMORY) history.shift();
    ({ x, gradient, loss } = found);
  }
}

/** A step, and how the gradient changed over it. */
interface Pair {
  s: Float64Array;
  y: Float64Array;
  sy: number;
}

/** - H g by the two-loop recursion. */
function direction(gradient: Float64Array, history: Pair[]): Float64Array {
  const d = gradient.map((value) => -value);
  const last = history.at(-1);
  if (last === undefined) return d;
  const factors: number[] = [];
  for (let i = history.length - 1; i >= 0; i--) {
    const { s, y, sy } = history[i]!;
    factors[i] = dot(s, d) / sy;
    add(d, -factors[i]!, y);
  }
  const scale = last.sy / dot(last.y, last.y);
  for (let i = 0; i < d.length; i++) d[i]! *= scale;
  for (const [i, { s, y, sy }] of history.entries()) {
    add(d, factors[i]! - dot(y, d) / sy, s);
  }
  return d;
}

/**
 * Goes along `d` until the slope has all but vanished. A convex function's slope
 * along a line only grows, so it can be bracketed by itself, which works down to
 * the last digits, where differences of losses are but rounding.
 */
function searchLine(
  problem: SmoothProblem,
  x: Float64Array,
  gradient: Float64Array,
  d: Float64Array,
): { x: Float64Array; gradient: Float64Array; loss: number } | undefined {
  const slope = dot(gradient, d);
  if (!(slope < 0)) return undefined;
  const next = new Float64Array(x.length);
  const nextGradient = new Float64Array(x.length);
  let low = 0;
  let high = Infinity;
  for (let step = 1, tries = 0; tries < 60; tries++) {
    for (let i = 0; i < x.length; i++) next[i] = x[i]! + step * d[i]!;
    const loss = problem.objective(next, nextGradient);
    const reached = dot(nextGradient, d);
    if (reached < STEEPER * slope) low = step;
    else if (reached <= -BEYOND * slope) {
      return { x: next, gradient: nextGradient, loss };
    } else high = step;
    step = high < Infinity ? (low + high) / 2 : 4 * step;
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * what[i]!;
}
