import type { Dataset } from "../dataset.ts";
import { DataError } from "./errors.ts";

/** Options of {@linkcode scale}. */
export interface ScaleOptions {
  /**
   * Interval the inputs lie in. Default: [0, 255] for bytes; else it must be
   * given.
   */
  from?: readonly [low: number, high: number];
  /** Interval they should lie in. Default: [0, 1]. */
  to?: readonly [low: number, high: number];
}

/**
 * Maps inputs linearly from one interval to another, as `Float32Array`: pixels
 * 0 to 255 to 0 to 1 by default. Unlike `standardize` it needs no statistics,
 * so that all peers agree without asking.
 *
 * @throws {DataError} where `from` is missing or empty.
 *
 * @example Pixels to -1 … 1
 * ```ts ignore
 * const scaled = scale(train, { to: [-1, 1] });
 * ```
 */
export function scale(dataset: Dataset, options: ScaleOptions = {}): Dataset {
  const { inputs } = dataset;
  const bytes = inputs instanceof Uint8Array ||
    inputs instanceof Uint8ClampedArray;
  const { from = bytes ? [0, 255] as const : undefined, to = [0, 1] } = options;
  if (from === undefined) {
    throw new DataError(
      "Cannot scale inputs that are not bytes without the interval they lie in; pass { from: [low, high] }",
    );
  }
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  if (!Number.isFinite(factor)) {
    throw new DataError(
      `Cannot scale from [${from}] to [${to}]: both must be finite and the first must not be empty`,
    );
  }
  const scaled = new Float32Array(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    scaled[i] = to[0] + (inputs[i]! - from[0]) * factor;
  }
  return { ...dataset, inputs: scaled };
}
