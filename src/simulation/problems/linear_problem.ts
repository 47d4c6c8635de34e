import { permutation, Random } from "../../random/mod.ts";
import { atLeast, checkParameters, count } from "./errors.ts";
import { countOf, type Examples, type Labelled, labelled } from "./examples.ts";
import type { ComposableProblem } from "./composable_problem.ts";
import { multiply, multiplyBack } from "./rows.ts";
import { checkUnit, type SmoothProblem } from "./smooth_problem.ts";

/** A problem with a linear model. */
export type LinearProblem = SmoothProblem & ComposableProblem;

/** What problems with a linear model may be told. */
export interface LinearOptions {
  /** The examples to train on. */
  readonly data: Examples;
  /** Held-out examples, for the accuracy; default: the training examples. */
  readonly heldOut?: Examples;
  /** Examples in a unit; default 1. */
  readonly unit?: number;
  /** Weight of the regularisation l2 / 2 |W|^2, which spares the bias; default 0. */
  readonly l2?: number;
  /** Decides which examples make a unit; default 1. */
  readonly seed?: number;
}

/** What distinguishes one linear model from another. */
export interface LinearModel {
  /** What it is, for reports. */
  readonly name: string;
  /** Its outputs, C. */
  readonly outputs: number;
  /**
   * @throws {ProblemError} If a label is none of this model's
   */
  checkLabels(labels: Float64Array): void;
  /**
   * Loss of one example, and its derivative.
   *
   * @param z outputs; overwritten with d loss / dz
   */
  loss(z: Float64Array, label: number): number;
  /** Whether these outputs say the label. */
  isRight(z: Float64Array, label: number): boolean;
}

/**
 * A problem around a linear model: the examples are shuffled by seed and cut into
 * units, the last of which may be smaller; its gradient is scaled by examples /
 * unit, so that over an epoch every example counts the same.
 *
 * The model is W of shape (features, C), row-major, then the bias; x_0 is 0.
 *
 * @throws {ProblemError} If data and parameters do not fit
 */
export function linearProblem(
  model: LinearModel,
  options: LinearOptions,
): LinearProblem {
  const { data, heldOut, unit: size = 1, l2 = 0, seed = 1 } = options;
  const { name, outputs } = model;
  checkParameters(name, [count("unit", size), atLeast("l2", l2, 0)]);
  const order = permutation(countOf(data), new Random("units", seed));
  const train = labelled(data, order);
  model.checkLabels(train.labels);
  const { rows } = train;
  const held = heldOut && inOrder(heldOut, rows.width, model);
  const weights = rows.width * outputs;
  const length = weights + outputs;
  const units = Math.ceil(rows.count / size);
  const z = new Float64Array(outputs);
  const scratch = new Float64Array(length);

  /** Adds one row's part to `gradient`; returns its loss. */
  const accumulate = (
    row: number,
    x: Float32Array | Float64Array,
    gradient: Float64Array,
  ) => {
    multiply(rows, row, x, z);
    const loss = model.loss(z, train.labels[row]!);
    multiplyBack(rows, row, z, gradient);
    return loss;
  };
  const penalty = (x: Float32Array | Float64Array) => {
    let square = 0;
    for (let i = 0; l2 > 0 && i < weights; i++) square += x[i]! * x[i]!;
    return l2 * square / 2;
  };
  /** What `count` rows, summed up in `scratch`, make of a unit. */
  const unitGradient = (loss: number, count: number, view: Float32Array) => {
    const gradient = new Float32Array(length);
    // The mean over the unit times count / size.
    const decay = l2 * count / size;
    for (let i = 0; i < length; i++) {
      gradient[i] = scratch[i]! / size + (i < weights ? decay * view[i]! : 0);
    }
    return {
      gradient,
      state: new Float32Array(0),
      loss: loss / count + penalty(view),
    };
  };
  const measure = ({ rows, labels }: Labelled, x: Float32Array) => {
    let loss = 0;
    let right = 0;
    for (let row = 0; row < rows.count; row++) {
      multiply(rows, row, x, z);
      if (model.isRight(z, labels[row]!)) right++;
      loss += model.loss(z, labels[row]!);
    }
    return { loss: loss / rows.count, accuracy: right / rows.count };
  };

  return {
    name,
    layout: { trainable: length, state: 0 },
    units,
    examples: rows.count,
    unitSize: size,
    start: new Float64Array(length),
    gradient(unit, view) {
      checkUnit(unit, units);
      const from = unit * size;
      const to = Math.min(from + size, rows.count);
      scratch.fill(0);
      let loss = 0;
      for (let row = from; row < to; row++) {
        loss += accumulate(row, view, scratch);
      }
      return unitGradient(loss, to - from, view);
    },
    gradientOf(examples, view) {
      scratch.fill(0);
      let loss = 0;
      for (let i = 0; i < examples.length; i++) {
        loss += accumulate(examples[i]!, view, scratch);
      }
      return unitGradient(loss, examples.length, view);
    },
    evaluate(view) {
      const { loss, accuracy } = measure(train, view);
      const others = held && measure(held, view);
      return {
        loss: loss + penalty(view),
        metrics: others === undefined
          ? { accuracy }
          : { accuracy: others.accuracy, heldOutLoss: others.loss },
      };
    },
    objective(x, gradient) {
      gradient.fill(0);
      let loss = 0;
      for (let row = 0; row < rows.count; row++) {
        loss += accumulate(row, x, gradient);
      }
      loss /= rows.count;
      for (let i = 0; i < length; i++) {
        gradient[i]! /= rows.count;
        if (i < weights) gradient[i]! += l2 * x[i]!;
      }
      return loss + penalty(x);
    },
  };
}

function inOrder(
  examples: Examples,
  width: number,
  model: LinearModel,
): Labelled {
  const order = Uint32Array.from({ length: countOf(examples) }, (_, i) => i);
  const held = labelled(examples, order);
  checkParameters(model.name, [[
    "the number of held-out features",
    held.rows.width,
    (value) => value === width,
    `that of the training data, ${width}`,
  ]]);
  model.checkLabels(held.labels);
  return held;
}
