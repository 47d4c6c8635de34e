/**
 * Readers that turn what people have into datasets: IDX, CSV, LIBSVM, npy and
 * npz files, text, and any iterable; and what is usually done to a dataset
 * before training. Each error says which file and line, what is wrong, and what
 * to do.
 *
 * @example Split and standardize
 * ```ts ignore
 * import { readCsv, splitDataset, standardize } from "./mod.ts";
 *
 * const data = await readCsv("houses.csv", { label: "price", missing: "drop" });
 * const { train, validation } = standardize(splitDataset(data, { validation: 0.2, seed: 1 }));
 * ```
 *
 * @module
 */

export type { Dataset, NumericArray } from "../dataset.ts";
export { TaskError } from "../errors.ts";
export type { TypedArray } from "./elements.ts";
export { DataError, type DataErrorLocation } from "./errors.ts";
export type { Source } from "./source.ts";
export {
  fromArrays,
  type FromArraysOptions,
  type NdArray,
} from "./nd_array.ts";
export { readIdx } from "./idx.ts";
export type { CsvColumn } from "./csv_columns.ts";
export type { CsvDataset, CsvOptions } from "./csv_options.ts";
export type { CsvFormat } from "./csv_table.ts";
export { readCsv } from "./csv.ts";
export { readSeries, type Series, type SeriesOptions } from "./series.ts";
export {
  type LibsvmDataset,
  type LibsvmOptions,
  readLibsvm,
} from "./libsvm.ts";
export { readNpy } from "./npy.ts";
export { type NpzOptions, readNpz } from "./npz.ts";
export {
  type Example,
  fromIterable,
  type FromIterableOptions,
} from "./from_iterable.ts";
export {
  readText,
  type TextOptions,
  type TokenizedText,
  windows,
  type WindowsOptions,
} from "./text.ts";
export {
  selectExamples,
  type Split,
  splitDataset,
  type SplitOptions,
} from "./split_dataset.ts";
export { oneHot, type OneHotOptions } from "./one_hot.ts";
export { scale, type ScaleOptions } from "./scale.ts";
export {
  standardize,
  type StandardizeOptions,
  type Statistics,
} from "./standardize.ts";
