import { permutation, Random } from "../../random/mod.ts";
import type { Dataset, NumericArray } from "../dataset.ts";
import { DataError } from "./errors.ts";
import { sizeOf } from "./nd_array.ts";

/** Options of {@linkcode splitDataset}. */
export interface SplitOptions {
  /** What to hold back: a fraction below 1, or a number of examples. */
  validation: number;
  /** Seed of the shuffle: the same seed gives the same split everywhere. */
  seed: number;
}

/** A dataset in two parts that share no example. No interface: those do not pass for a record of datasets. */
export type Split = {
  /** Examples to train on, shuffled. */
  train: Dataset;
  /** Examples held back, shuffled. */
  validation: Dataset;
};

/**
 * Shuffles a dataset by seed and holds a part of it back. Extra fields, such as
 * a CSV file's columns, are not carried over.
 *
 * @throws {DataError} where one of the two parts would be empty.
 *
 * @example
 * ```ts
 * import { fromIterable, splitDataset } from "./mod.ts";
 *
 * const squares = Array.from({ length: 10 }, (_, i) => ({ input: [i], label: i * i }));
 * const { train, validation } = splitDataset(await fromIterable(squares), {
 *   validation: 0.2,
 *   seed: 7,
 * });
 * train.count; // 8
 * validation.count; // 2
 * ```
 */
export function splitDataset(dataset: Dataset, options: SplitOptions): Split {
  const { validation, seed } = options;
  const held = validation > 0 && validation < 1
    ? Math.round(validation * dataset.count)
    : validation;
  if (!Number.isInteger(held) || held < 1 || held >= dataset.count) {
    throw new DataError(
      `Cannot hold back validation: ${validation} of ${dataset.count} examples; give a fraction between 0 and 1 or a whole number, so that neither part is empty`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new DataError(`Cannot shuffle: seed is ${seed}; give a whole number`);
  }
  const order = permutation(dataset.count, new Random("split", seed));
  const boundary = dataset.count - held;
  return {
    train: selectExamples(dataset, order.subarray(0, boundary)),
    validation: selectExamples(dataset, order.subarray(boundary)),
  };
}

/**
 * Copies chosen examples, in the order of their indices.
 *
 * @throws {DataError} where an index lies outside the dataset.
 */
export function selectExamples(
  dataset: Dataset,
  indices: ArrayLike<number>,
): Dataset {
  const { count, inputShape, labelShape } = dataset;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (Number.isInteger(index) && index >= 0 && index < count) continue;
    throw new DataError(
      `Cannot select example ${index}: there are ${count}, counted from 0`,
    );
  }
  return {
    inputs: gather(dataset.inputs, indices, sizeOf(inputShape)),
    inputShape: [...inputShape],
    labels: gather(dataset.labels, indices, sizeOf(labelShape)),
    labelShape: [...labelShape],
    count: indices.length,
  };
}

function gather(
  values: NumericArray,
  indices: ArrayLike<number>,
  size: number,
): NumericArray {
  const Type = values.constructor as new (length: number) => NumericArray;
  const out = new Type(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * size;
    for (let j = 0; j < size; j++) out[i * size + j] = values[from + j]!;
  }
  return out;
}
