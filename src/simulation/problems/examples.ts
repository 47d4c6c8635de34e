import type { Dataset } from "../../training/dataset.ts";
import { ProblemError } from "./errors.ts";
import { type Rows, rowsOf } from "./rows.ts";

/**
 * Labelled examples for a linear model: what the data readers return
 * (`readLibsvm`, `fromArrays` with `readIdx`, `readCsv`, …), or plain arrays.
 */
export type Examples =
  | Dataset
  | {
    /** Features of each example, all of one length. */
    readonly features: readonly ArrayLike<number>[];
    /** Label of each example. */
    readonly labels: ArrayLike<number>;
  };

/** Examples as a linear model wants them. */
export interface Labelled {
  /** Features, in the order asked for. */
  readonly rows: Rows;
  /** Labels, in the same order. */
  readonly labels: Float64Array;
}

/** Number of examples. */
export function countOf(examples: Examples): number {
  return "features" in examples ? examples.features.length : examples.count;
}

/**
 * Takes examples in an order.
 *
 * @param order indices of the examples to take
 * @throws {ProblemError} If they do not fit together
 */
export function labelled(
  examples: Examples,
  order: ArrayLike<number>,
): Labelled {
  const count = countOf(examples);
  if (count === 0) throw new ProblemError("Cannot use the data: it is empty");
  const { labels } = examples;
  if (labels.length !== count) {
    throw new ProblemError(
      `Cannot use the data: it has ${count} examples and ${labels.length} labels; give each example one label`,
    );
  }
  const [values, width] = "features" in examples
    ? flatten(examples.features)
    : [examples.inputs, examples.inputs.length / count] as const;
  if (!Number.isInteger(width) || width === 0) {
    throw new ProblemError(
      `Cannot use the data: ${values.length} numbers are not ${count} examples of one length`,
    );
  }
  return {
    rows: rowsOf(values, width, order),
    labels: Float64Array.from(order, (i) => labels[i]!),
  };
}

function flatten(
  features: readonly ArrayLike<number>[],
): [values: Float32Array, width: number] {
  const width = features[0]!.length;
  const values = new Float32Array(features.length * width);
  features.forEach((row, i) => {
    if (row.length !== width) {
      throw new ProblemError(
        `Cannot use the data: example ${i} has ${row.length} features and example 0 has ${width}`,
      );
    }
    values.set(row, i * width);
  });
  return [values, width];
}
