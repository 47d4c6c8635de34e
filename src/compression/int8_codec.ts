import { checkBlocks, logOfBlock } from "./blocks.ts";
import { readInt8 } from "./bytes.ts";
import {
  CHUNK,
  eachChunk,
  type FloatArray,
  OUT,
  SCALES as SCALES_AT,
  VALUES,
} from "./chunks.ts";
import type { Codec, CodecOptions, Encoded, Int8Spec } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { DIVERGED, exactMagnitude, MAX_VALUE } from "./grid.ts";
import { toLimit } from "./limit.ts";
import type { VectorView } from "./vector_view.ts";

// Scale byte b means 2^(b - 32): from the grid itself to 2^12, whose largest value, -128 * 2^12, is 2^19 in magnitude.
const SCALES: number[] = Array.from({ length: 45 }, (_, b) => 2 ** (b - 32));
const LAST_SCALE = SCALES.length - 1;

/**
 * Dense int8 values with a power-of-two scale for each block. See {@linkcode Int8Spec}.
 *
 * Integers of 8 bits times 2^-32 or more are on the grid by construction. Every block takes the smallest scale
 * at which its largest value fits, so the error of a value is at most half a scale, 1/127 of the block's largest.
 */
export class Int8Codec implements Codec {
  /** Number on the wire. */
  readonly id = 2;
  /** Name for people. */
  readonly name = "int8";
  /** The description. */
  readonly spec: Required<Int8Spec>;
  readonly #limit: number;
  readonly #log: number;

  /**
   * Creates the codec.
   *
   * @param spec The block length; it is written into each payload, so any int8 codec reads any int8 payload
   * @param options The largest magnitude to send
   * @throws {CodecError} If the block is no power of two from 16 to 32768
   */
  constructor(spec: Int8Spec = { kind: "int8" }, options: CodecOptions = {}) {
    const block = spec.block ?? 256;
    this.#log = logOfBlock("int8", block);
    this.spec = { kind: "int8", block, ...feedbackOf(spec) };
    this.#limit = toLimit(options.maxAbs);
  }

  /** See {@linkcode Codec.encode}. */
  encode(
    step: FloatArray,
    left: FloatArray,
    carried?: Readonly<Float32Array>,
    factor?: number,
  ): Encoded {
    const n = step.length;
    const log = this.#log, block = 2 ** log;
    const first = 1 + Math.ceil(n / block);
    const payload = new Uint8Array(first + n);
    payload[0] = log;
    const norms = eachChunk(
      { step, carried, factor },
      left,
      Math.max(CHUNK, block),
      ({ kernel, bytes }, start, count, _padded, sums) => {
        kernel.int8(VALUES, OUT, SCALES_AT, log, this.#limit, count, sums);
        payload.set(bytes.subarray(OUT, OUT + count), first + start);
        const scales = SCALES_AT + Math.ceil(count / block);
        payload.set(bytes.subarray(SCALES_AT, scales), 1 + start / block);
      },
    );
    return { payload, ...norms };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    const block = checkBlocks("int8", payload, n, n);
    const blocks = Math.ceil(n / block);
    const limit = Math.min(maxAbs, MAX_VALUE);
    const sent = readInt8(payload, 1 + blocks, n);
    for (let k = 0; k < blocks; k++) {
      const b = payload[1 + k]!;
      const scale = SCALES[b];
      if (scale === undefined) {
        throw new CodecError(
          `Cannot read an int8 payload: scale ${k} is ${b}, the largest is ${LAST_SCALE}`,
        );
      }
      if (128 * scale <= limit) continue;
      for (let i = k * block; i < Math.min(n, (k + 1) * block); i++) {
        if (Math.abs(sent[i]!) * scale <= limit) continue;
        throw new CodecError(
          `Cannot read an int8 payload: value ${i} (${
            sent[i]! * scale
          }) is larger than ${limit}`,
        );
      }
    }
  }

  /** See {@linkcode Codec.addTo}. */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    n: number,
    sign: 1 | -1,
  ): number {
    const block = 2 ** payload[0]!, blocks = Math.ceil(n / block);
    const sent = readInt8(payload, 1 + blocks, n);
    let bound = 0;
    for (let k = 0; k < blocks; k++) {
      const start = k * block, end = Math.min(n, start + block);
      const square = addInt8(
        sent,
        values,
        start,
        end,
        sign * SCALES[payload[1 + k]!]!,
      );
      const root = Math.sqrt(square);
      bound = Math.max(
        bound,
        root < DIVERGED ? root : exactMagnitude(values, start, end),
      );
    }
    return bound;
  }

  /** See {@linkcode Codec.decode}. */
  decode(payload: Uint8Array, out: Float64Array): void {
    const n = out.length;
    const block = 2 ** payload[0]!, blocks = Math.ceil(n / block);
    const sent = readInt8(payload, 1 + blocks, n);
    for (let k = 0; k < blocks; k++) {
      const scale = SCALES[payload[1 + k]!]!;
      const end = Math.min(n, (k + 1) * block);
      for (let i = k * block; i < end; i++) out[i] = sent[i]! * scale;
    }
  }

  /** See {@linkcode Codec.view}. */
  view(payload: Uint8Array, n: number): VectorView {
    const block = 2 ** payload[0]!, blocks = Math.ceil(n / block);
    const scales = new Float32Array(blocks);
    for (let k = 0; k < blocks; k++) scales[k] = SCALES[payload[1 + k]!]!;
    const values = readInt8(payload, 1 + blocks, n);
    return { kind: "int8", length: n, values, scales, block };
  }
}

// Adds one block; returns the sum of the squares of the results (see addFloat32 for why squares).
function addInt8(
  sent: Int8Array,
  values: Float64Array,
  start: number,
  end: number,
  scale: number,
): number {
  const quads = start + ((end - start) & ~3);
  let a = 0, b = 0;
  for (let i = start; i < quads; i += 4) {
    const p = values[i]! + scale * sent[i]!;
    values[i] = p;
    const q = values[i + 1]! + scale * sent[i + 1]!;
    values[i + 1] = q;
    const r = values[i + 2]! + scale * sent[i + 2]!;
    values[i + 2] = r;
    const s = values[i + 3]! + scale * sent[i + 3]!;
    values[i + 3] = s;
    a += p * p + q * q;
    b += r * r + s * s;
  }
  for (let i = quads; i < end; i++) {
    const p = values[i]! + scale * sent[i]!;
    values[i] = p;
    a += p * p;
  }
  return a + b;
}
