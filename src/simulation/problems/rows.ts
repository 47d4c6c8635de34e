import { ProblemError } from "./errors.ts";

/** Above this part of entries that are not 0, rows are kept dense. */
const SPARSE_UP_TO = 0.4;

/** The features of many examples: dense, row-major, or in compressed sparse rows (CSR). */
export interface Rows {
  /** Number of examples. */
  readonly count: number;
  /** Features of each. */
  readonly width: number;
  /** Values; of row i those from `starts[i]` to `starts[i + 1]`. */
  readonly values: Float32Array;
  /** Where each row starts in `values`, length `count + 1`. */
  readonly starts: Uint32Array;
  /** The feature that each value belongs to; absent where rows are dense. */
  readonly columns?: Uint32Array;
}

/** A list of numbers of any kind. */
type Numbers = ArrayLike<number>;

/**
 * Takes features row by row, in any order, and keeps them sparse where most of
 * them are 0.
 *
 * @param values row-major, `count * width` numbers
 * @param order the rows to take, in their order
 * @throws {ProblemError} If a feature is not finite
 */
export function rowsOf(
  values: Numbers,
  width: number,
  order: ArrayLike<number>,
): Rows {
  let filled = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) {
      throw new ProblemError(
        `Cannot use the data: feature ${at % width} of example ${
          Math.floor(at / width)
        } is ${value}; features must be finite`,
      );
    }
    if (value !== 0) filled++;
  }
  const isSparse = filled <= SPARSE_UP_TO * values.length;
  const count = order.length;
  const starts = new Uint32Array(count + 1);
  const kept: number = isSparse ? filled : count * width;
  const out = new Float32Array(kept);
  const columns = new Uint32Array(isSparse ? kept : 0);
  let at = 0;
  for (let row = 0; row < count; row++) {
    const from = order[row]! * width;
    for (let j = 0; j < width; j++) {
      const value = values[from + j]!;
      if (isSparse && value === 0) continue;
      if (isSparse) columns[at] = j;
      out[at++] = value;
    }
    starts[row + 1] = at;
  }
  return {
    count,
    width,
    values: out.subarray(0, at),
    starts,
    ...(isSparse ? { columns: columns.subarray(0, at) } : {}),
  };
}

/**
 * z = b + W^T v for one row: the outputs of a linear model.
 *
 * @param x W of shape (width, outputs), row-major, then b of length outputs
 * @param z overwritten, length outputs
 */
export function multiply(
  rows: Rows,
  row: number,
  x: Float32Array | Float64Array,
  z: Float64Array,
): void {
  const { values, starts, columns, width } = rows;
  const outputs = z.length;
  for (let c = 0; c < outputs; c++) z[c] = x[width * outputs + c]!;
  const start = starts[row]!;
  for (let at = start; at < starts[row + 1]!; at++) {
    const value = values[at]!;
    const from = (columns === undefined ? at - start : columns[at]!) * outputs;
    for (let c = 0; c < outputs; c++) z[c]! += value * x[from + c]!;
  }
}

/** Adds v times d loss / dz to the gradient of W, and d loss / dz to that of b. */
export function multiplyBack(
  rows: Rows,
  row: number,
  slopes: Float64Array,
  gradient: Float64Array,
): void {
  const { values, starts, columns, width } = rows;
  const outputs = slopes.length;
  for (let c = 0; c < outputs; c++) {
    gradient[width * outputs + c]! += slopes[c]!;
  }
  const start = starts[row]!;
  for (let at = start; at < starts[row + 1]!; at++) {
    const value = values[at]!;
    const from = (columns === undefined ? at - start : columns[at]!) * outputs;
    for (let c = 0; c < outputs; c++) gradient[from + c]! += value * slopes[c]!;
  }
}
