import { DIVERGED, GRID } from "../compression/mod.ts";
import { DivergedError } from "./errors.ts";

const SCALE = 1 / GRID;

/** The multiple of 2^-32 nearest to `value` (ties upwards), never -0; exact for |value| < 2^20. */
export function roundToGrid(value: number): number {
  return Math.round(value * SCALE) / SCALE + 0;
}

/** True where `value` is a finite multiple of 2^-32 that is not -0. */
export function onGrid(value: number): boolean {
  return Number.isInteger(value * SCALE) && !Object.is(value, -0);
}

/**
 * Starting values rounded to the grid, as a new array.
 *
 * @throws {DivergedError} where one is not finite or reaches 2^20
 */
export function gridValues(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length);
  for (let j = 0; j < out.length; j++) {
    const value = values[j]!;
    if (!(Math.abs(value) < DIVERGED)) {
      throw new DivergedError({ coordinate: j, value });
    }
    out[j] = roundToGrid(value);
  }
  return out;
}

/** The first coordinate that is not finite or reaches 2^20, or -1. */
export function firstBeyond(values: Float64Array): number {
  for (let j = 0; j < values.length; j++) {
    if (!(Math.abs(values[j]!) < DIVERGED)) return j;
  }
  return -1;
}

/** Rounds to float32; four at a time, for Float32Array.set converts at half the speed. */
export function toFloat32(values: Float64Array, out: Float32Array): void {
  const quads = values.length & ~3;
  for (let j = 0; j < quads; j += 4) {
    out[j] = values[j]!;
    out[j + 1] = values[j + 1]!;
    out[j + 2] = values[j + 2]!;
    out[j + 3] = values[j + 3]!;
  }
  for (let j = quads; j < values.length; j++) out[j] = values[j]!;
}
