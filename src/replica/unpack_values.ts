import { WireError } from "./errors.ts";
import { VALUE_BLOCK } from "./limits.ts";

const MAX_WIDTH = 7;
const UNIT = 2 ** -32;

/** Integer parts of what the grid can hold: |x| < 2^21. */
const INTEGERS = 2 ** 21;

/**
 * Fills `out` from packed blocks. What it reads is on the grid, whatever the bytes.
 *
 * @throws {WireError} if the bytes are too few or too many, a width is above 7, or a
 * value reaches 2^21; `out` then holds anything
 */
export function unpackBlocks(packed: Uint8Array, out: Float64Array): void {
  checkLength(packed, out.length);
  // Each number is read as four or eight bytes, of which the last may not be there.
  const bytes = new Uint8Array(packed.length + 8);
  bytes.set(packed);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let block = 0; block < out.length; block += VALUE_BLOCK) {
    const stop = Math.min(block + VALUE_BLOCK, out.length);
    const width = bytes[at++]!;
    if (width === 0) out.fill(0, block, stop);
    else if (width <= 4) unpackShort(view, at, width, out, block, stop);
    else unpackLong(view, at, width, out, block, stop);
    at += width * (stop - block);
  }
}

/** Walks over the widths alone: their sum is the frame's length, or nothing is read. */
function checkLength(packed: Uint8Array, count: number): void {
  let at = 0;
  for (let block = 0; block < count; block += VALUE_BLOCK) {
    const width = packed[at] ?? 0;
    if (width > MAX_WIDTH) {
      throw new WireError(
        `Cannot read values: ${width} bytes each, at most ${MAX_WIDTH} are allowed`,
      );
    }
    at += 1 + width * Math.min(VALUE_BLOCK, count - block);
  }
  if (at !== packed.length) {
    throw new WireError(
      `Cannot read values: ${packed.length} bytes do not hold ${count} of them`,
    );
  }
}

function unpackShort(
  view: DataView,
  at: number,
  width: number,
  out: Float64Array,
  start: number,
  stop: number,
): void {
  const shift = 32 - 8 * width;
  for (let j = start; j < stop; j++) {
    out[j] = (view.getInt32(at, true) << shift >> shift) * UNIT;
    at += width;
  }
}

function unpackLong(
  view: DataView,
  at: number,
  width: number,
  out: Float64Array,
  start: number,
  stop: number,
): void {
  const shift = 64 - 8 * width;
  let most = 0;
  for (let j = start; j < stop; j++) {
    const high = view.getInt32(at + 4, true) << shift >> shift;
    const value = high + view.getUint32(at, true) * UNIT;
    out[j] = value;
    const size = value < 0 ? -value : value;
    if (size > most) most = size;
    at += width;
  }
  if (!(most < INTEGERS)) {
    throw new WireError(
      "Cannot read values: one reaches 2^21, where the grid ends",
    );
  }
}
