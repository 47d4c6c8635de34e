import { WireError } from "./errors.ts";
import { CHUNK, FORMAT_VERSION, Kind, VALUE_BLOCK } from "./limits.ts";
import { unpackBlocks } from "./unpack_values.ts";

/** Bytes before the first block: kind, version, index. */
const FRONT = 6;

/** Most bytes of a number on the grid: 54 bits with its sign. */
const MAX_WIDTH = 7;

const BLOCKS = CHUNK / VALUE_BLOCK;

/** Most bytes of a values frame. */
export const MAX_VALUES_FRAME: number = FRONT + BLOCKS +
  MAX_WIDTH * CHUNK;

/** Some values of a vector as they travel. */
export interface ValuesChunk {
  /** Place among the vector's chunks, from 0. */
  readonly index: number;
  /** Blocks of numbers, unread. */
  readonly packed: Uint8Array;
}

/** How many chunks a vector of `length` coordinates travels in. */
export function chunksOf(length: number): number {
  return Math.ceil(length / CHUNK);
}

/**
 * One chunk of a vector as a frame: for each 64 coordinates, the fewest bytes that
 * hold all of them (frame of reference coding without the reference, as the values
 * lie around 0).
 *
 * @param values on the grid, below 2^21 in magnitude
 * @param index which chunk
 * @throws {RangeError} if there is no such chunk
 */
export function encodeValues(values: Float64Array, index: number): Uint8Array {
  const start = index * CHUNK;
  if (!(index >= 0 && start < values.length)) {
    throw new RangeError(
      `Cannot encode chunk ${index}: the vector has ${
        chunksOf(values.length)
      } of them`,
    );
  }
  const end = Math.min(start + CHUNK, values.length);
  const widths = widthsOf(values, start, end);
  let length = FRONT + widths.length;
  for (let b = 0; b < widths.length; b++) {
    const block = start + b * VALUE_BLOCK;
    length += widths[b]! * Math.min(VALUE_BLOCK, end - block);
  }
  // Each number is written as eight bytes, and the next over those it does not need.
  const bytes = new Uint8Array(length + 8);
  const view = new DataView(bytes.buffer);
  bytes[0] = Kind.values;
  bytes[1] = FORMAT_VERSION;
  view.setUint32(2, index, true);
  let at = FRONT;
  for (let b = 0; b < widths.length; b++) {
    const width = widths[b]!;
    const block = start + b * VALUE_BLOCK;
    const stop = Math.min(block + VALUE_BLOCK, end);
    bytes[at++] = width;
    if (width === 0) continue;
    for (let j = block; j < stop; j++) {
      const value = values[j]!;
      const high = Math.floor(value);
      view.setUint32(at, (value - high) * 2 ** 32, true);
      view.setInt32(at + 4, high, true);
      at += width;
    }
  }
  return bytes.subarray(0, length);
}

/** All of a vector, chunk by chunk, each made when it is asked for. */
export function* valuesFrames(
  values: Float64Array,
  from = 0,
): Generator<Uint8Array, void> {
  for (let index = from; index < chunksOf(values.length); index++) {
    yield encodeValues(values, index);
  }
}

function widthsOf(
  values: Float64Array,
  start: number,
  end: number,
): Uint8Array {
  const widths = new Uint8Array(Math.ceil((end - start) / VALUE_BLOCK));
  for (let b = 0, block = start; block < end; b++, block += VALUE_BLOCK) {
    const stop = Math.min(block + VALUE_BLOCK, end);
    let least = 0, most = 0;
    for (let j = block; j < stop; j++) {
      const value = values[j]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    widths[b] = widthOf(least, most);
  }
  return widths;
}

/** Bytes of a two's complement number that holds both, in units of the grid. */
function widthOf(least: number, most: number): number {
  if (least === 0 && most === 0) return 0;
  for (let width = 1, beyond = 2 ** -25; width < MAX_WIDTH; width++) {
    if (most < beyond && least >= -beyond) return width;
    beyond *= 256;
  }
  return MAX_WIDTH;
}

/**
 * Reads a values frame as far as that needs no knowledge of the vector.
 *
 * @param bytes kind and all
 * @param owned the buffer is the reader's from now on
 * @throws {WireError} if it is of another version, too short or too long
 */
export function decodeValues(bytes: Uint8Array, owned: boolean): ValuesChunk {
  if (bytes.length < FRONT || bytes.length > MAX_VALUES_FRAME) {
    throw new WireError(
      `Cannot read values: a frame of ${bytes.length} bytes, it has ${FRONT} to ${MAX_VALUES_FRAME}`,
    );
  }
  if (bytes[1] !== FORMAT_VERSION) {
    throw new WireError(
      `Cannot read values: version ${bytes[1]}, this is ${FORMAT_VERSION}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packed = bytes.subarray(FRONT);
  return {
    index: view.getUint32(2, true),
    packed: owned ? packed : new Uint8Array(packed),
  };
}

/**
 * Puts a vector together from its chunks, which come in order; what has come stays
 * where a transfer breaks off, and the next goes on at {@linkcode Assembler.next}.
 */
export class Assembler {
  /** The values as far as they have come, zeros beyond. */
  readonly values: Float64Array;
  #next = 0;

  /**
   * Nothing is there yet.
   *
   * @param length coordinates of the vector, in one's own words: not a peer's
   */
  constructor(length: number) {
    this.values = new Float64Array(length);
  }

  /** The chunk that comes next; as many as there are where the vector is whole. */
  get next(): number {
    return this.#next;
  }

  /** Chunks of the whole. */
  get size(): number {
    return chunksOf(this.values.length);
  }

  /** Whether all have come. */
  get isWhole(): boolean {
    return this.#next === this.size;
  }

  /**
   * Takes the next chunk.
   *
   * @returns the vector, once it is whole
   * @throws {WireError} if it is not the next one, or does not hold as many values
   * as it must, each below 2^21 in magnitude; it may then be sent again
   */
  take({ index, packed }: ValuesChunk): Float64Array | undefined {
    if (index !== this.#next || this.isWhole) {
      throw new WireError(
        `Cannot take chunk ${index}: ${
          this.isWhole
            ? `all ${this.size} are there`
            : `chunk ${this.#next} is next`
        }`,
      );
    }
    const start = index * CHUNK;
    const end = Math.min(start + CHUNK, this.values.length);
    unpackBlocks(packed, this.values.subarray(start, end));
    this.#next++;
    return this.isWhole ? this.values : undefined;
  }
}
