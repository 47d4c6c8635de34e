import type { Dataset } from "../dataset.ts";
import { DataError } from "./errors.ts";
import { sizeOf } from "./nd_array.ts";

/** Mean and standard deviation of the inputs, group by group. */
export interface Statistics {
  /** Mean of each group. */
  readonly mean: Float64Array;
  /**
   * Standard deviation of each group (divided by the count); 1 for a group that
   * does not vary, which so becomes 0.
   */
  readonly deviation: Float64Array;
}

/** Options of {@linkcode standardize}. */
export interface StandardizeOptions {
  /**
   * What shares a mean: each value of an input, each channel (its last axis),
   * or all values. Default: "value".
   */
  per?: "value" | "channel" | "all";
  /**
   * Statistics to use in place of the training set's. Where each peer brings
   * data of its own all must use the same, or they train different models.
   */
  statistics?: Statistics;
}

/**
 * Shifts and scales inputs to mean 0 and standard deviation 1 (`Float32Array`),
 * by the statistics of the training set alone: validation and test data are
 * treated as the training set is, so that nothing of them leaks into training.
 *
 * A task returns the result from `data()` as it is: then the statistics are saved
 * with the model. New rows are brought to the same scale by them, given alone.
 *
 * @param datasets `train` and any others, by name
 * @returns The same names, and the statistics used
 * @throws {DataError} where shapes differ between the datasets or from the
 * statistics.
 *
 * @example
 * ```ts ignore
 * const { train, validation } = standardize(splitDataset(data, { validation: 0.2, seed: 1 }));
 * ```
 */
export function standardize<
  Datasets extends { train: Dataset; [name: string]: Dataset },
>(
  datasets: Datasets,
  options?: StandardizeOptions,
): { [Name in keyof Datasets]: Dataset } & { statistics: Statistics };
/**
 * The same for rows that a trained model is to see, by the statistics of its
 * training.
 *
 * @param rows New rows
 * @returns The rows, shifted and scaled
 * @throws {DataError} where the rows' shape does not fit the statistics.
 *
 * @example
 * ```ts ignore
 * const { inputs } = standardize(rows, { statistics: statisticsOf(model) });
 * ```
 */
export function standardize(
  rows: Dataset,
  options: StandardizeOptions & { statistics: Statistics },
): Dataset;
export function standardize(
  given: Dataset | { train: Dataset; [name: string]: Dataset },
  options: StandardizeOptions = {},
): object {
  const isOne = "inputs" in given;
  const datasets = isOne ? { train: given as Dataset } : given;
  const { train } = datasets;
  const { per = "value" } = options;
  const groups = per === "all"
    ? 1
    : per === "channel"
    ? train.inputShape.at(-1) ?? 1
    : sizeOf(train.inputShape);
  const statistics = options.statistics ?? measure(train, groups);
  if (
    statistics.mean.length !== groups || statistics.deviation.length !== groups
  ) {
    throw new DataError(
      `Cannot standardize: ${groups} means and deviations are needed for inputs of shape [${train.inputShape}] per ${per}, and there are ${statistics.mean.length} and ${statistics.deviation.length}`,
    );
  }
  const result: Record<string, Dataset> = {};
  for (const [name, dataset] of Object.entries(datasets)) {
    if (dataset.inputShape.join() !== train.inputShape.join()) {
      throw new DataError(
        `Cannot standardize ${name}: its inputs have shape [${dataset.inputShape}] and those of train [${train.inputShape}]`,
      );
    }
    result[name] = apply(dataset, statistics);
  }
  return isOne ? result.train! : { ...result, statistics };
}

/** Two passes, so that a mean far from 0 costs no precision. */
function measure({ inputs }: Dataset, groups: number): Statistics {
  const mean = new Float64Array(groups);
  const deviation = new Float64Array(groups);
  const each = inputs.length / groups;
  for (let i = 0; i < inputs.length; i++) mean[i % groups]! += inputs[i]!;
  for (let g = 0; g < groups; g++) mean[g]! /= each;
  for (let i = 0; i < inputs.length; i++) {
    deviation[i % groups]! += (inputs[i]! - mean[i % groups]!) ** 2;
  }
  for (let g = 0; g < groups; g++) {
    // A constant's mean is rounded, so its deviation is tiny and not 0.
    const value = Math.sqrt(deviation[g]! / each);
    deviation[g] = value > 1e-12 * Math.abs(mean[g]!) ? value : 1;
  }
  return { mean, deviation };
}

function apply(dataset: Dataset, { mean, deviation }: Statistics): Dataset {
  const { inputs } = dataset;
  const groups = mean.length;
  const out = new Float32Array(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    const g = i % groups;
    out[i] = (inputs[i]! - mean[g]!) / deviation[g]!;
  }
  return { ...dataset, inputs: out };
}
