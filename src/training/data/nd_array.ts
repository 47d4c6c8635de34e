import type { Dataset } from "../dataset.ts";
import type { TypedArray } from "./elements.ts";
import { DataError } from "./errors.ts";

/** An array of any rank: flat values in row-major (C) order and their shape. */
export interface NdArray {
  /** All values, row-major; the length is the product of the shape. */
  readonly data: TypedArray;
  /** Size along each axis, outermost first; `[]` for a scalar. */
  readonly shape: readonly number[];
}

/** Number of elements of a shape: the product of its sizes, 1 for `[]`. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Options of {@linkcode fromArrays}. */
export interface FromArraysOptions {
  /**
   * Shape of one example's input, where it should not be the array's own: e.g.
   * `[28, 28, 1]` for images stored as 28 x 28.
   */
  inputShape?: readonly number[];
}

/**
 * Pairs an array of inputs with an array of labels, along the first axis of
 * both.
 *
 * @throws {DataError} where the two differ in length, or the input shape does
 * not fit.
 *
 * @example Images and labels from two files
 * ```ts ignore
 * const train = fromArrays({
 *   inputs: await readIdx("train-images-idx3-ubyte.gz"), // 60000 x 28 x 28
 *   labels: await readIdx("train-labels-idx1-ubyte.gz"), // 60000
 * }, { inputShape: [28, 28, 1] });
 * ```
 */
export function fromArrays(
  arrays: { inputs: NdArray; labels: NdArray },
  options: FromArraysOptions = {},
): Dataset {
  const { inputs, labels } = arrays;
  const count = firstAxis(inputs, "inputs");
  const labelCount = firstAxis(labels, "labels");
  if (count !== labelCount) {
    throw new DataError(
      `Cannot pair inputs with labels: there are ${count} inputs and ${labelCount} labels; do both files belong to the same split?`,
    );
  }
  const stored = inputs.shape.slice(1);
  const inputShape = options.inputShape ?? stored;
  if (sizeOf(inputShape) !== sizeOf(stored)) {
    throw new DataError(
      `Cannot give inputs the shape [${inputShape}]: an example has shape [${stored}], that is ${
        sizeOf(stored)
      } values, and not ${sizeOf(inputShape)}`,
    );
  }
  return {
    inputs: inputs.data,
    inputShape: [...inputShape],
    labels: labels.data,
    labelShape: labels.shape.slice(1),
    count,
  };
}

function firstAxis({ data, shape }: NdArray, name: string): number {
  const count = shape[0];
  if (count === undefined) {
    throw new DataError(
      `Cannot use the ${name}: the array is a single value; its first axis should count the examples`,
    );
  }
  if (data.length !== sizeOf(shape)) {
    throw new DataError(
      `Cannot use the ${name}: shape [${shape}] means ${
        sizeOf(shape)
      } values and there are ${data.length}`,
    );
  }
  return count;
}
