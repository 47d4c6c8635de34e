import type { FloatArray } from "./chunks.ts";
import { CodecError } from "./errors.ts";

/**
 * The distance between two neighbouring values of the model: 2^-32.
 *
 * Every value is an integer multiple of it held in a float64, which is exact while the
 * magnitude stays below 2^21. Sums of such values do not depend on the order of adding.
 */
export const GRID = 2 ** -32;

/** A value of the model of this magnitude or more means that training has diverged: 2^20. */
export const DIVERGED = 2 ** 20;

/**
 * The largest magnitude of one decoded value: 2^19.
 *
 * A model value below {@linkcode DIVERGED} plus one such value stays below 2^21, so that
 * even the addition that diverges is exact and can be taken back.
 */
export const MAX_VALUE = 2 ** 19;

/**
 * Adding and subtracting this number rounds |v| <= 2^19 to the grid, ties to even.
 *
 * The sum lies in [2^20, 2^21], where neighbouring float64 values are 2^-32 apart. The hot loops of the
 * codecs write `(v + ROUNDING) - ROUNDING` out, others call {@linkcode toGrid}.
 */
export const ROUNDING = 1.5 * 2 ** 20;

/**
 * Rounds a value to the nearest multiple of 2^-32, ties to even; never yields -0.
 *
 * @example Usage
 * ```ts
 * import { GRID, toGrid } from "./grid.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toGrid(0.6 * GRID), GRID);
 * assertEquals(toGrid(-0), 0);
 * ```
 *
 * @param value A magnitude of at most 2^19
 * @returns The nearest grid value
 */
export function toGrid(value: number): number {
  return (value + ROUNDING) - ROUNDING;
}

/**
 * The largest magnitude in a vector, in one pass that also finds NaN and infinities.
 *
 * @param values Vector of float64, any length
 * @returns max |values[i]|, 0 for an empty vector
 * @throws {CodecError} If a value is NaN or infinite
 */
export function maxMagnitude(values: Readonly<FloatArray>): number {
  const n = values.length;
  const max = exactMagnitude(values, 0, n);
  if (!Number.isFinite(max)) {
    const index = values.findIndex((value) => !Number.isFinite(value));
    throw new CodecError(
      `Cannot encode the update: value ${index} of ${n} is ${values[index]}; ` +
        "training has diverged here, a lower learning rate or gradient clipping may help",
    );
  }
  return max;
}

/**
 * The largest magnitude in a range, exactly; NaN counts as infinite.
 *
 * The slow half of the divergence check: the codecs call it only for a block whose sum of squares
 * leaves the question open.
 *
 * @param values Vector of float64
 * @param start First index
 * @param end Index after the last
 * @returns max |values[i]| over the range, Infinity if one is NaN
 */
export function exactMagnitude(
  values: Readonly<FloatArray>,
  start: number,
  end: number,
): number {
  // Two chains of maxima run in parallel; Math.max passes NaN on.
  let a = 0, b = 0;
  const even = start + ((end - start) & ~1);
  for (let i = start; i < even; i += 2) {
    a = Math.max(a, Math.abs(values[i]!));
    b = Math.max(b, Math.abs(values[i + 1]!));
  }
  if (even < end) a = Math.max(a, Math.abs(values[even]!));
  const max = Math.max(a, b);
  return max === max ? max : Infinity;
}
