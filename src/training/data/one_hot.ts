import type { Dataset } from "../dataset.ts";
import { DataError } from "./errors.ts";

/** Options of {@linkcode oneHot}. */
export interface OneHotOptions {
  /**
   * Number of classes. Default: the greatest label plus one; give it where each
   * peer brings data of its own.
   */
  classes?: number;
}

/**
 * Turns scalar class indices into one-hot labels (`Float32Array`, shape
 * `[classes]`), as categorical cross-entropy wants them.
 *
 * @throws {DataError} where labels are not scalars, or one is not a whole
 * number from 0 to `classes` - 1.
 *
 * @example
 * ```ts
 * import { oneHot } from "./mod.ts";
 *
 * const { labels } = oneHot({
 *   inputs: new Float32Array(2),
 *   inputShape: [1],
 *   labels: Uint8Array.of(2, 0),
 *   labelShape: [],
 *   count: 2,
 * }, { classes: 3 });
 * // 0 0 1 | 1 0 0
 * ```
 */
export function oneHot(dataset: Dataset, options: OneHotOptions = {}): Dataset {
  const { labels, labelShape, count } = dataset;
  if (labels.length !== count) {
    throw new DataError(
      `Cannot encode labels of shape [${labelShape}] as one-hot: each example needs one class index`,
    );
  }
  let greatest = 0;
  for (let i = 0; i < count; i++) greatest = Math.max(greatest, labels[i]!);
  const { classes = greatest + 1 } = options;
  const encoded = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new DataError(
        `Cannot encode label ${label} of example ${i} as one-hot: classes are whole numbers from 0 to ${
          classes - 1
        }`,
      );
    }
    encoded[i * classes + label] = 1;
  }
  return { ...dataset, labels: encoded, labelShape: [classes] };
}
