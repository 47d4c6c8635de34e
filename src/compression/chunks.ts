import { CodecError } from "./errors.ts";
import {
  type CompressionKernel,
  compressionKernel,
} from "./kernel/wasm_module.ts";

/** A plain vector of either width; all of one kind is fastest. */
export type FloatArray = Float32Array | Float64Array;

/** What is to be sent: `step + factor * carried`, each value rounded to float32 once. */
export interface Intended {
  /** What is new, length n. */
  readonly step: FloatArray;
  /** What was left before, length n; nothing by default. */
  readonly carried?: Readonly<Float32Array> | undefined;
  /** The part of it that is still wanted; default 1. */
  readonly factor?: number | undefined;
}

/** Values gone through at once: what they are made of and what becomes of them stays in the second-level cache. */
export const CHUNK = 4096;

// No chunk is larger than a block of values that share a scale may be.
const MOST = 32768;
const PAGE = 65536;

// The vector's parts in the kernel's memory. Address 0 stands for none.
const SUMS = 64;
const STEP = 128;
const CARRIED = STEP + 8 * MOST;
/** Where the values are, float32. */
export const VALUES = CARRIED + 4 * MOST;
/** Where the payload's part goes; there is room for 4 bytes a value. */
export const OUT = VALUES + 4 * MOST;
/** Where scales go, a byte for each block. */
export const SCALES = OUT + 4 * MOST + 64;
const END = SCALES + MOST / 16;

/** The kernel and its memory. Encoding never waits, so all codecs share one. */
export interface Workspace {
  /** The functions. */
  readonly kernel: CompressionKernel;
  /** The memory as bytes. */
  readonly bytes: Uint8Array;
  /** As float64. */
  readonly float64: Float64Array;
  /** As float32. */
  readonly float32: Float32Array;
  /** As unsigned integers. */
  readonly uint32: Uint32Array;
}

let shared: Workspace | undefined;

function workspace(): Workspace {
  if (shared !== undefined) return shared;
  const pages = Math.ceil(END / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  return shared = {
    kernel: compressionKernel(memory),
    bytes: new Uint8Array(buffer),
    float64: new Float64Array(buffer),
    float32: new Float32Array(buffer),
    uint32: new Uint32Array(buffer),
  };
}

/**
 * Goes through a vector chunk by chunk: loads the values, has something made of them, and stores what is left.
 *
 * @param intended The vector
 * @param left Receives what is left, length n; it may be the step or what is carried
 * @param chunk Values in each but the last, a multiple of 16, at most 32,768
 * @param visit Is given the kernel, the first value's index, how many values there are, and that rounded up to 16, zeros
 *   behind the values; what it leaves at {@linkcode VALUES} is left. It adds to two sums of squares at `sums`, sent and left.
 *   Last come the bits of the largest magnitude
 * @returns The roots of the sums
 * @throws {CodecError} If a value is NaN or too large for float32; `left` is then undefined
 */
export function eachChunk(
  intended: Intended,
  left: FloatArray,
  chunk: number,
  visit: (
    work: Workspace,
    start: number,
    count: number,
    padded: number,
    sums: number,
    largest: number,
  ) => void,
): { norm: number; residualNorm: number } {
  const work = workspace();
  const { kernel, float32, float64 } = work;
  const { step, carried, factor = 1 } = intended;
  const n = step.length;
  float64.fill(0, SUMS / 8, SUMS / 8 + 4);
  for (let start = 0; start < n; start += chunk) {
    const count = Math.min(chunk, n - start), end = start + count;
    const padded = (count + 15) & ~15;
    // Behind the last value there may be anything, and must be nothing.
    if (carried !== undefined) {
      float32.set(carried.subarray(start, end), CARRIED / 4);
      float32.fill(0, CARRIED / 4 + count, CARRIED / 4 + padded);
    }
    const isWide = step instanceof Float64Array;
    const to = isWide ? STEP / 8 : carried ? STEP / 4 : VALUES / 4;
    const room = isWide ? float64 : float32;
    room.set(step.subarray(start, end), to);
    room.fill(0, to + count, to + padded);
    const from = carried === undefined ? 0 : CARRIED;
    const largest = isWide
      ? kernel.load64(STEP, from, factor, VALUES, padded)
      : carried
      ? kernel.load32(STEP, CARRIED, factor, VALUES, padded)
      : kernel.largest(VALUES, padded);
    if (largest >= INFINITE) refuse(intended, float32, start, count);
    visit(work, start, count, padded, SUMS, largest);
    left.set(float32.subarray(VALUES / 4, VALUES / 4 + count), start);
  }
  const sums = float64.subarray(SUMS / 8, SUMS / 8 + 4);
  return {
    norm: Math.sqrt(sums[0]! + sums[1]!),
    residualNorm: Math.sqrt(sums[2]! + sums[3]!),
  };
}

/** The bits of infinity; those of NaN are above. */
const INFINITE = 0x7f800000;

function refuse(
  { step, carried }: Intended,
  float32: Float32Array,
  start: number,
  count: number,
): never {
  const values = float32.subarray(VALUES / 4, VALUES / 4 + count);
  const index = start + values.findIndex((value) => !Number.isFinite(value));
  const value = carried === undefined || !Number.isFinite(step[index]!)
    ? step[index]
    : values[index - start];
  throw new CodecError(
    `Cannot encode the update: value ${index} of ${step.length} is ${value}; ` +
      "training has diverged here, a lower learning rate or gradient clipping may help",
  );
}
