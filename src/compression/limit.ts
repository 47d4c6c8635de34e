import { CodecError } from "./errors.ts";
import { MAX_VALUE } from "./grid.ts";

// Scratch to step a float32 down by one bit.
const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/**
 * The largest float32 on the grid that is not above `maxAbs`.
 *
 * @param maxAbs Largest magnitude allowed, default and at most 2^19
 * @returns The limit that encoders saturate at
 * @throws {CodecError} If maxAbs is below 2^-32 or NaN: nothing but zero could be sent
 */
export function toLimit(maxAbs: number = MAX_VALUE): number {
  const most = Math.min(maxAbs, MAX_VALUE);
  if (!(most >= 2 ** -32)) {
    throw new CodecError(
      `Cannot create a codec: maxAbs is ${maxAbs}, it must be at least 2^-32`,
    );
  }
  BITS[0] = bitsOf(most);
  // A float32 below 2^-8 has bits that the grid has not.
  return Math.floor(FLOAT[0]! * 2 ** 32) * 2 ** -32;
}

/**
 * The bits of the largest float32 that is not above a number.
 *
 * @param value Not negative
 * @returns An integer that orders as the numbers do
 */
export function bitsOf(value: number): number {
  FLOAT[0] = value;
  return FLOAT[0]! > value ? BITS[0]! - 1 : BITS[0]!;
}

/** What is wrong with a value that is no multiple of 2^-32, or beyond the limit. */
export function faultOf(value: number, limit: number): string {
  if (!Number.isFinite(value)) return "not finite";
  return Math.abs(value) > limit
    ? `larger than ${limit}`
    : "no multiple of 2^-32";
}
