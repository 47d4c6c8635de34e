import type { Dataset, NumericArray } from "../dataset.ts";
import type { TypedArray } from "./elements.ts";
import { DataError } from "./errors.ts";
import { GrowingArray } from "./growing_array.ts";

/** One example as user code has it; a bare number is a scalar. */
export interface Example {
  /** What the network sees. */
  readonly input: number | NumericArray;
  /** What it should answer. */
  readonly label: number | NumericArray;
}

/** Options of {@linkcode fromIterable}. */
export interface FromIterableOptions {
  /**
   * Shape of one input. Default: as many values as the first one has; `[]` for
   * bare numbers.
   */
  inputShape?: readonly number[];
  /**
   * Shape of one label. Default: as many values as the first one has; `[]` for
   * bare numbers.
   */
  labelShape?: readonly number[];
  /**
   * Where items are bare arrays: the place of the label in each, from the end
   * if negative, or "input" to have the whole array as its own label, as an
   * autoencoder does.
   */
  label?: number | "input";
  /** Stop after so many examples; for sources without an end. */
  limit?: number;
}

/**
 * Collects any iterable or async iterable of examples: arrays, generators,
 * streams, database cursors. An item is `{ input, label }`, a pair `[input,
 * label]` of which the input is an array, or a bare typed array whose label
 * `options.label` tells.
 *
 * Typed arrays keep their element type (all must have the same); plain arrays
 * and numbers become `Float32Array`.
 *
 * @throws {DataError} naming the example, where it has no label, differs in
 * size or type from the first, or holds what is not a finite number.
 *
 * @example A generator
 * ```ts
 * import { fromIterable } from "./mod.ts";
 *
 * const parity = await fromIterable((function* () {
 *   for (let i = 0; i < 8; i++) {
 *     yield { input: [i & 1, i >> 1 & 1, i >> 2 & 1], label: (i ^ i >> 1 ^ i >> 2) & 1 };
 *   }
 * })());
 * parity.count; // 8, of inputShape [3] and labelShape []
 * ```
 */
export async function fromIterable(
  examples:
    | Iterable<
      Example | readonly [NumericArray, number | NumericArray] | TypedArray
    >
    | AsyncIterable<
      Example | readonly [NumericArray, number | NumericArray] | TypedArray
    >,
  options: FromIterableOptions = {},
): Promise<Dataset> {
  const inputs = new GrowingArray("input", options.inputShape);
  const labels = new GrowingArray("label", options.labelShape);
  const { limit = Infinity } = options;
  let count = 0;
  if (limit > 0) {
    for await (const item of examples) {
      const { input, label } = toExample(item, count, options);
      inputs.push(input, count);
      labels.push(label, count);
      if (++count >= limit) break;
    }
  }
  if (count === 0) {
    throw new DataError("Cannot make a dataset: the iterable gave no examples");
  }
  return {
    inputs: inputs.finish(),
    inputShape: [...inputs.shape],
    labels: labels.finish(),
    labelShape: [...labels.shape],
    count,
  };
}

function toExample(
  item: unknown,
  index: number,
  { label }: FromIterableOptions,
): Example {
  if (Array.isArray(item) && item.length === 2 && typeof item[0] === "object") {
    return { input: item[0], label: item[1] };
  }
  if (ArrayBuffer.isView(item) && !(item instanceof DataView)) {
    return splitRow(item as TypedArray, index, label);
  }
  if (
    typeof item === "object" && item !== null && "input" in item &&
    "label" in item
  ) {
    return item as Example;
  }
  throw new DataError(
    `Cannot use example ${index}: it is neither { input, label }, nor [input, label], nor a typed array`,
  );
}

function splitRow(
  row: TypedArray,
  index: number,
  label: number | "input" | undefined,
): Example {
  if (label === undefined) {
    throw new DataError(
      `Cannot use example ${index}: it is a bare array; say with { label } which of its values is the label, or give { input, label }`,
    );
  }
  if (label === "input") return { input: row, label: row };
  const place = label < 0 ? row.length + label : label;
  const value = row[place];
  if (value === undefined) {
    throw new DataError(
      `Cannot use example ${index}: the label should be at ${label} and it has ${row.length} values`,
    );
  }
  const input = row.slice(0, row.length - 1);
  input.set(row.subarray(place + 1), place);
  return { input, label: value };
}
