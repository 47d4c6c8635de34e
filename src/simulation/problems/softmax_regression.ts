import { ProblemError } from "./errors.ts";
import { countOf } from "./examples.ts";
import {
  type LinearOptions,
  type LinearProblem,
  linearProblem,
} from "./linear_problem.ts";

/** What {@linkcode softmaxRegression} may be told. */
export interface SoftmaxOptions extends LinearOptions {
  /** Number of classes, C; default: the greatest label and one. */
  readonly classes?: number;
}

/**
 * Softmax regression (multinomial logistic regression) of classes 0 … C - 1: the
 * mean cross-entropy of softmax(W^T v + b), computed so that no exponential
 * overflows.
 *
 * @throws {ProblemError} If a label is no class, or the data does not fit
 *
 * @example Digits, from the original files
 * ```ts ignore
 * const data = scale(fromArrays({
 *   inputs: await readIdx("train-images-idx3-ubyte.gz"),
 *   labels: await readIdx("train-labels-idx1-ubyte.gz"),
 * }));
 * const problem = softmaxRegression({ data, unit: 32 });
 * ```
 */
export function softmaxRegression(options: SoftmaxOptions): LinearProblem {
  const { data } = options;
  let greatest = 0;
  for (let i = 0; i < countOf(data); i++) {
    greatest = Math.max(greatest, data.labels[i]!);
  }
  const outputs = options.classes ?? greatest + 1;
  if (!(outputs >= 2)) {
    throw new ProblemError(
      `Cannot use the data for softmax regression: there must be 2 classes or more, got ${outputs}`,
    );
  }
  return linearProblem({
    name: "softmax regression",
    outputs: Math.ceil(outputs),
    checkLabels(labels) {
      const isClass = (label: number) =>
        Number.isInteger(label) && label >= 0 && label < outputs;
      const wrong = labels.find((label) => !isClass(label));
      if (wrong === undefined) return;
      throw new ProblemError(
        `Cannot use the data for softmax regression: labels must be whole numbers from 0 to ${
          Math.ceil(outputs) - 1
        }, got ${wrong}; read the file with classes`,
      );
    },
    loss(z, label) {
      let largest = -Infinity;
      for (let c = 0; c < z.length; c++) largest = Math.max(largest, z[c]!);
      const own = z[label]! - largest;
      let sum = 0;
      for (let c = 0; c < z.length; c++) {
        z[c] = Math.exp(z[c]! - largest);
        sum += z[c]!;
      }
      for (let c = 0; c < z.length; c++) z[c]! /= sum;
      z[label]! -= 1;
      return Math.log(sum) - own;
    },
    isRight(z, label) {
      for (let c = 0; c < z.length; c++) {
        if (z[c]! > z[label]!) return false;
      }
      return true;
    },
  }, options);
}
