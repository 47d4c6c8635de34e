import { permutation, Random } from "../random/mod.ts";
import type { Dataset, NumericArray } from "./dataset.ts";

/** A batch cut from a dataset, as flat arrays. */
export interface Batch {
  /** count * product(inputShape) numbers. */
  inputs: Float32Array | Int32Array;
  /** count * product(labelShape) numbers. */
  labels: Float32Array;
  /** Number of examples. */
  count: number;
}

/**
 * A dataset in a random order, cut into units: unit u holds the examples at
 * places u*size … of the order, which the seed alone decides. The last unit may
 * be smaller.
 */
export class Units {
  /** Number of units. */
  readonly count: number;
  readonly #order: Uint32Array;
  readonly #dataset: Dataset;
  readonly #size: number;

  /**
   * @param dataset What to cut
   * @param size Examples in a unit
   * @param seed Seed of the order
   */
  constructor(dataset: Dataset, size: number, seed: number) {
    this.#dataset = dataset;
    this.#size = size;
    this.#order = permutation(dataset.count, new Random("units", seed));
    this.count = Math.ceil(dataset.count / size);
  }

  /**
   * @param unit A unit, 0 … count-1
   * @returns The indices of its examples
   * @throws {RangeError} If there is no such unit
   */
  indices(unit: number): Uint32Array {
    if (!Number.isInteger(unit) || unit < 0 || unit >= this.count) {
      throw new RangeError(
        `There is no unit ${unit}: the data has units 0 to ${this.count - 1}`,
      );
    }
    const start = unit * this.#size;
    return this.#order.subarray(start, start + this.#size);
  }

  /**
   * @param unit A unit, 0 … count-1
   * @param integers Whether the model takes whole numbers, such as tokens
   * @returns The unit's examples
   */
  batch(unit: number, integers: boolean): Batch {
    return gather(this.#dataset, this.indices(unit), integers);
  }
}

/** The examples of some indices, one after another. */
export function gather(
  dataset: Dataset,
  indices: Uint32Array,
  integers: boolean,
): Batch {
  const count = indices.length;
  const inputSize = dataset.inputs.length / dataset.count;
  const labelSize = dataset.labels.length / dataset.count;
  const inputs = integers
    ? new Int32Array(count * inputSize)
    : new Float32Array(count * inputSize);
  const labels = new Float32Array(count * labelSize);
  copyRows(dataset.inputs, inputSize, indices, inputs);
  copyRows(dataset.labels, labelSize, indices, labels);
  return { inputs, labels, count };
}

function copyRows(
  from: NumericArray,
  size: number,
  rows: Uint32Array,
  to: Float32Array | Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * size;
    if (Array.isArray(from)) {
      for (let j = 0; j < size; j++) to[i * size + j] = from[start + j]!;
    } else {
      to.set(from.subarray(start, start + size), i * size);
    }
  }
}
