import type { Dataset, NumericArray } from "../dataset.ts";

/** Losses that are the cross-entropy of one of several classes. */
export const OF_CLASSES: readonly string[] = [
  "softmaxCrossEntropy",
  "sparseCategoricalCrossentropy",
  "categoricalCrossentropy",
];

/** Losses that are the cross-entropy of yes and no. */
const OF_BITS = ["sigmoidCrossEntropy", "binaryCrossentropy"];

/** Losses that are the mean of squares. */
const OF_SQUARES = ["meanSquaredError"];

/**
 * The loss of who looks at no input: of a cross-entropy the entropy of the labels, in
 * nats (of three kinds that come alike ln 3), of a mean square their variance.
 *
 * @param loss Name of the loss
 * @param classes Whether labels are the numbers of classes
 * @returns Undefined for losses that are neither, and where all labels are alike
 */
export function lossOfGuessing(
  { labels, labelShape, count }: Dataset,
  loss: string,
  classes: boolean,
): number | undefined {
  let value: number | undefined;
  if (OF_SQUARES.includes(loss)) {
    value = variance(labels, labels.length / count);
  } else if (OF_BITS.includes(loss)) {
    const size = labels.length / count;
    const means = new Float64Array(size);
    for (let i = 0; i < labels.length; i++) means[i % size]! += labels[i]!;
    const bits = means.map((sum) => entropy([sum, count - sum]));
    value = bits.reduce((a, b) => a + b) / size;
  } else if (OF_CLASSES.includes(loss)) {
    const size = classes ? 1 : labelShape.at(-1) ?? 1;
    const often = new Map<number, number>();
    for (let i = 0; i < labels.length; i++) {
      const kind = classes ? labels[i]! : i % size;
      often.set(kind, (often.get(kind) ?? 0) + (classes ? 1 : labels[i]!));
    }
    value = entropy([...often.values()]);
  }
  return value === undefined || value < 1e-9 ? undefined : value;
}

/** The mean of the variances of `size` numbers that come row by row. */
function variance(rows: NumericArray, size: number): number {
  const count = rows.length / size;
  const means = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) means[i % size]! += rows[i]! / count;
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    sum += (rows[i]! - means[i % size]!) ** 2;
  }
  return sum / rows.length;
}

/** -sum p ln p, for counts that need not sum to 1. */
function entropy(counts: number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce(
    (sum, count) =>
      count > 0 ? sum - count / total * Math.log(count / total) : sum,
    0,
  );
}
