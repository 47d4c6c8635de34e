import { lacksSoftmax } from "./advice/mod.ts";
import type { Dataset } from "./dataset.ts";
import { TaskError } from "./errors.ts";
import { takesClasses } from "./losses.ts";
import type { LossFunction } from "./task.ts";
import type * as tf from "./tfjs/tf.ts";

/**
 * Checks that a dataset fits a model and a loss, in the user's terms, before a
 * matrix product says it in its own.
 *
 * @param dataset A whole dataset
 * @param what "train" or "validation", for messages
 * @param model The model
 * @param loss The task's loss
 * @throws {TaskError} If shapes do not fit or labels are out of range
 */
export function checkData(
  dataset: Dataset,
  what: string,
  model: tf.LayersModel,
  loss: string | LossFunction,
): void {
  const fail = (problem: string): never => {
    throw new TaskError(`The ${what} data does not fit the model: ${problem}`);
  };
  const input = shapeOf(model.inputs[0]!);
  const output = shapeOf(model.outputs[0]!);
  if (!fits(dataset.inputShape, input)) {
    fail(
      `an example has shape [${dataset.inputShape}], but the model's first ` +
        `layer takes [${text(input)}]; change inputShape of the layer or of ` +
        "the data",
    );
  }
  checkTokens(dataset, model, fail);
  const { labels, labelShape, count } = dataset;
  const size = labels.length / count;
  const known = output.every((d) => d !== null);
  if (takesClasses(loss, labelShape, output as number[])) {
    const classes = output[output.length - 1] ?? 1;
    const places = output.slice(0, -1);
    if (places.every((d) => d !== null) && size !== product(places)) {
      fail(
        `with the loss "${loss}" a label is the number of a class for each ` +
          `place of the output [${text(output)}], so its shape is ` +
          `[${text(places)}], but it is [${labelShape}]`,
      );
    }
    checkRange(
      dataset,
      0,
      classes - 1,
      true,
      `0 to ${classes - 1}, as the ` +
        `model's output has ${classes} classes`,
      fail,
    );
    return;
  }
  if (typeof loss !== "string") return;
  if (known && size !== product(output)) {
    const better = lacksSoftmax(model)
      ? "softmaxCrossEntropy"
      : "sparseCategoricalCrossentropy";
    const hint = size === 1 && loss === "categoricalCrossentropy"
      ? `; for class numbers use the loss "${better}"`
      : "";
    fail(
      `a label has shape [${labelShape}], but the model's output is ` +
        `[${text(output)}]${hint}`,
    );
  }
  if (loss === "binaryCrossentropy" || loss === "sigmoidCrossEntropy") {
    checkRange(dataset, 0, 1, false, `0 to 1 for the loss "${loss}"`, fail);
  }
  if (loss === "categoricalCrossentropy") {
    checkRange(dataset, 0, 1, false, `0 to 1 for the loss "${loss}"`, fail);
  }
}

type Fail = (problem: string) => never;

function checkRange(
  { labels, count }: Dataset,
  low: number,
  high: number,
  whole: boolean,
  allowed: string,
  fail: Fail,
): void {
  const size = labels.length / count;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= low && label <= high && (!whole || Number.isInteger(label))) {
      continue;
    }
    fail(
      `the label of example ${Math.floor(i / size)} is ${label}; labels go ` +
        `from ${allowed}${whole ? ", and are whole numbers" : ""}`,
    );
  }
}

/** An index beyond an embedding's table would read another's memory. */
function checkTokens(
  { inputs, count }: Dataset,
  model: tf.LayersModel,
  fail: Fail,
): void {
  const first = model.layers.find((l) => l.getClassName() !== "InputLayer");
  if (first?.getClassName() !== "Embedding") return;
  const { inputDim } = first as unknown as { inputDim: number };
  const size = inputs.length / count;
  for (let i = 0; i < inputs.length; i++) {
    const token = inputs[i]!;
    if (token >= 0 && token < inputDim && Number.isInteger(token)) continue;
    fail(
      `token ${i % size} of example ${Math.floor(i / size)} is ${token}, but ` +
        `the embedding layer "${first.name}" takes whole numbers from 0 to ` +
        `${inputDim - 1} (its inputDim is ${inputDim})`,
    );
  }
}

function shapeOf(tensor: tf.SymbolicTensor): (number | null)[] {
  return tensor.shape.slice(1);
}

function fits(shape: number[], wanted: (number | null)[]): boolean {
  return shape.length === wanted.length &&
    wanted.every((d, i) => d === null || d === shape[i]);
}

function text(shape: (number | null)[]): string {
  return shape.map((d) => d ?? "any").join(", ");
}

function product(shape: (number | null)[]): number {
  return shape.reduce<number>((a, b) => a * (b ?? 1), 1);
}
