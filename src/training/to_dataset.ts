import type { Dataset, NumericArray } from "./dataset.ts";
import { TaskError } from "./errors.ts";
import type { Examples, NestedNumbers } from "./task.ts";
import * as tf from "./tfjs/tf.ts";

/**
 * Brings a task's examples into the one form that units are cut from, and
 * checks that they are whole: neither empty, nor truncated, nor ragged, nor
 * with numbers missing.
 *
 * @param examples What the task handed over
 * @param what "train" or "validation", for messages
 * @param inputShape The model's input for one example, null where it is free
 * @throws {TaskError} If the examples are not usable
 */
export function toDataset(
  examples: Dataset | Examples,
  what: string,
  inputShape: (number | null)[],
): Dataset {
  const fail = (problem: string): never => {
    throw new TaskError(`Cannot use the ${what} data: ${problem}`);
  };
  if (typeof examples !== "object" || examples === null) {
    fail(`data() must return { ${what}: { inputs, labels } }`);
  }
  for (const field of ["inputs", "labels"] as const) {
    if (examples[field] === undefined) fail(`the field "${field}" is missing`);
  }
  const inputs = flatten(examples.inputs, "inputs", fail);
  const labels = flatten(examples.labels, "labels", fail);
  const fixed = inputShape.every((d) => d !== null);
  const inputRow = examples.inputShape ?? inputs.rowShape ??
    (fixed ? inputShape as number[] : fail(
      "inputs are a flat array and the model's input shape is not fixed; add " +
        "inputShape, the shape of one example",
    ));
  const inputSize = product(inputRow);
  if (inputs.values.length === 0) {
    fail("it is empty; check the files that it is read from");
  }
  const count = examples.count ?? inputs.count ??
    Math.floor(inputs.values.length / inputSize);
  if (inputs.values.length !== count * inputSize || count === 0) {
    fail(
      `inputs hold ${inputs.values.length} numbers, which is not ` +
        `${count || "a whole number of"} examples of shape ` +
        `[${inputRow}] (${inputSize} numbers each); is the data truncated?`,
    );
  }
  const labelRow = examples.labelShape ?? labels.rowShape ??
    (labels.values.length === count
      ? []
      : [Math.max(1, Math.round(labels.values.length / count))]);
  if (labels.values.length !== count * product(labelRow)) {
    fail(
      `there are ${count} inputs, but labels hold ${labels.values.length} ` +
        `numbers, where ${count} labels of shape [${labelRow}] would be ` +
        `${count * product(labelRow)}; is one of the two truncated?`,
    );
  }
  checkFinite(inputs.values, inputSize, "inputs", fail);
  checkFinite(labels.values, product(labelRow), "labels", fail);
  return {
    inputs: inputs.values,
    inputShape: [...inputRow],
    labels: labels.values,
    labelShape: [...labelRow],
    count,
  };
}

interface Flat {
  values: NumericArray;
  /** Shape of one row, where the value shows it. */
  rowShape?: number[];
  count?: number;
}

function flatten(
  value: NumericArray | NestedNumbers | tf.Tensor,
  what: string,
  fail: (problem: string) => never,
): Flat {
  if (value instanceof tf.Tensor) {
    if (value.rank === 0) fail(`${what} are a single number, not examples`);
    const values = value.dataSync().slice() as Float32Array;
    const [count, ...rowShape] = value.shape as number[];
    value.dispose();
    return { values, rowShape, count: count! };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return { values: value as Float32Array };
  }
  if (!Array.isArray(value)) {
    fail(`${what} are neither an array, nor a typed array, nor a tf.Tensor`);
  }
  const list = value as NestedNumbers;
  if (!Array.isArray(list[0])) return { values: list as number[] };
  const shape: number[] = [];
  for (let x: unknown = list; Array.isArray(x); x = x[0]) shape.push(x.length);
  const flat = (list as unknown[]).flat(64) as number[];
  if (flat.length !== product(shape)) {
    fail(
      `${what} are ragged: the first row's shape is [${shape.slice(1)}], but ` +
        "not all rows have that shape",
    );
  }
  return { values: flat, rowShape: shape.slice(1), count: shape[0]! };
}

function checkFinite(
  values: NumericArray,
  size: number,
  what: string,
  fail: (problem: string) => never,
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    fail(
      `number ${i % size} of example ${
        Math.floor(i / size)
      } of the ${what} is ` +
        `${
          values[i]
        }; every number must be finite, so clean the data or leave ` +
        "that example out",
    );
  }
}

function product(shape: number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
