/**
 * Numbers as they come from files and user code. Kept in their own width (an
 * image in bytes stays in bytes) and widened only when a batch is cut.
 */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | number[];

/**
 * Examples in memory, one after another, row-major.
 *
 * @example Two examples of three numbers each, with a class each
 * ```ts
 * const dataset: Dataset = {
 *   inputs: new Float32Array([1, 2, 3, 4, 5, 6]),
 *   inputShape: [3],
 *   labels: new Uint8Array([0, 1]),
 *   labelShape: [],
 *   count: 2,
 * };
 * ```
 */
export interface Dataset {
  /** All inputs, `count * product(inputShape)` numbers. */
  inputs: NumericArray;
  /** Shape of one example's input, without the batch dimension. */
  inputShape: number[];
  /** All labels, `count * product(labelShape)` numbers. */
  labels: NumericArray;
  /** Shape of one example's label; `[]` for one number, such as a class. */
  labelShape: number[];
  /** Number of examples. */
  count: number;
}
