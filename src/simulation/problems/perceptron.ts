import { permutation, Random } from "../../random/mod.ts";
import type { ComposableProblem } from "./composable_problem.ts";
import { checkParameters, count, ProblemError } from "./errors.ts";
import { DenseLayer } from "./dense_layer.ts";
import { checkUnit } from "./smooth_problem.ts";

/** What {@linkcode perceptron} is made of. */
export interface PerceptronOptions {
  /** Inputs of each example, all of one length. */
  readonly inputs: readonly Float32Array[];
  /** What to predict of each, all of one length. */
  readonly targets: readonly Float32Array[];
  /** Width of each hidden layer, such as [64, 64, 64]. */
  readonly hidden: readonly number[];
  /** Examples in a unit; default 1. */
  readonly unit?: number;
  /** Decides x_0, and which examples make a unit; default 1. */
  readonly seed?: number;
}

/**
 * Regression by a multilayer perceptron with ReLUs: the loss is the mean of the
 * squared errors, over examples and outputs. It is not convex.
 *
 * x is layer after layer W of shape (inputs, outputs), row-major, then the bias;
 * x_0 is He-normal (He et al., arXiv 1502.01852), biases 0. The examples are
 * shuffled by seed and cut into units, as those of linear models are.
 *
 * @throws {ProblemError} If inputs and targets do not fit together
 *
 * @example
 * ```ts
 * import { perceptron } from "./perceptron.ts";
 *
 * const inputs = [[0, 0], [0, 1], [1, 0], [1, 1]].map((x) => Float32Array.from(x));
 * const targets = [0, 1, 1, 0].map((y) => Float32Array.of(y));
 * const problem = perceptron({ inputs, targets, hidden: [8] });
 * problem.layout.trainable; // 33
 * ```
 */
export function perceptron(options: PerceptronOptions): ComposableProblem {
  const { inputs, targets, hidden, unit: size = 1, seed = 1 } = options;
  const examples = inputs.length;
  checkParameters("perceptron", [
    count("unit", size),
    count("the number of examples", examples),
    ...hidden.map((width, i) => count(`the width of hidden layer ${i}`, width)),
  ]);
  const widths = [inputs[0]!.length, ...hidden, targets[0]?.length ?? 0];
  check(inputs, targets, widths[0]!, widths.at(-1)!);
  const order = permutation(examples, new Random("units", seed));
  const layers: DenseLayer[] = [];
  let trainable = 0;
  for (let i = 0; i + 1 < widths.length; i++) {
    const layer = new DenseLayer(widths[i]!, widths[i + 1]!, trainable);
    layers.push(layer);
    trainable += layer.size;
  }
  const start = new Float64Array(trainable);
  layers.forEach((layer, i) =>
    layer.initialise(start, new Random("weights", seed, i))
  );
  const scratch = new Float64Array(trainable);
  const units = Math.ceil(examples / size);
  const outputs = widths.at(-1)!;

  /** The loss of one example; what the last layer gives is left in it. */
  const forward = (row: number, x: Float32Array) => {
    let values: ArrayLike<number> = inputs[order[row]!]!;
    for (let i = 0; i < layers.length; i++) {
      values = layers[i]!.forward(values, x, i + 1 < layers.length);
    }
    const target = targets[order[row]!]!;
    let square = 0;
    for (let c = 0; c < outputs; c++) square += (values[c]! - target[c]!) ** 2;
    return square / outputs;
  };
  /** Adds one example's gradient to `scratch`; returns its loss. */
  const accumulate = (row: number, x: Float32Array) => {
    const loss = forward(row, x);
    const last = layers.at(-1)!;
    const target = targets[order[row]!]!;
    for (let c = 0; c < outputs; c++) {
      last.slopes[c] = 2 * (last.outputs[c]! - target[c]!) / outputs;
    }
    for (let i = layers.length - 1; i > 0; i--) {
      const below = layers[i - 1]!;
      layers[i]!.backward(below.outputs, x, scratch, below.slopes);
    }
    layers[0]!.backward(inputs[order[row]!]!, x, scratch);
    return loss;
  };
  const result = (loss: number, count: number) => ({
    gradient: Float32Array.from(scratch, (sum) => sum / size),
    state: new Float32Array(0),
    loss: loss / count,
  });

  return {
    name: "perceptron",
    layout: { trainable, state: 0 },
    units,
    examples,
    unitSize: size,
    start,
    gradient(unit, view) {
      checkUnit(unit, units);
      const from = unit * size, to = Math.min(from + size, examples);
      scratch.fill(0);
      let loss = 0;
      for (let row = from; row < to; row++) loss += accumulate(row, view);
      return result(loss, to - from);
    },
    gradientOf(rows, view) {
      scratch.fill(0);
      let loss = 0;
      for (const row of rows) loss += accumulate(row, view);
      return result(loss, rows.length);
    },
    evaluate(view) {
      let loss = 0;
      for (let row = 0; row < examples; row++) loss += forward(row, view);
      return { loss: loss / examples, metrics: {} };
    },
  };
}

function check(
  inputs: readonly Float32Array[],
  targets: readonly Float32Array[],
  width: number,
  outputs: number,
): void {
  const isOdd = inputs.some((row) => row.length !== width) ||
    targets.some((row) => row.length !== outputs);
  if (targets.length === inputs.length && outputs > 0 && !isOdd) return;
  throw new ProblemError(
    `Cannot make the perceptron problem: ${inputs.length} inputs and ${targets.length} targets must be as many, and each of one length`,
  );
}
