import { checkBlocks, logOfBlock } from "./blocks.ts";
import {
  CHUNK,
  eachChunk,
  type FloatArray,
  OUT,
  SCALES as SCALES_AT,
  VALUES,
} from "./chunks.ts";
import type { Codec, CodecOptions, Encoded, SignSpec } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { DIVERGED, exactMagnitude, MAX_VALUE } from "./grid.ts";
import { toLimit } from "./limit.ts";
import type { VectorView } from "./vector_view.ts";

// Scale byte b means 2^(b - 33), from the grid itself to 2^19; 0 means that the block is zero.
const SCALES: number[] = Array.from(
  { length: 53 },
  (_, b) => b === 0 ? 0 : 2 ** (b - 33),
);
const LAST_SCALE = SCALES.length - 1;

/**
 * One bit a value: its sign, times a power of two for each block. See {@linkcode SignSpec}.
 *
 * The scale is the power of two that leaves the least of the block behind: with m the mean magnitude the error
 * sum (|v| - s)^2 is least where 0.75 s < m <= 1.5 s, and always below sum v^2, as error feedback needs (Karimireddy et al.
 * 2019, who take s = m; that is no power of two, and products with it would not be on the grid).
 */
export class SignCodec implements Codec {
  /** Number on the wire. */
  readonly id = 6;
  /** Name for people. */
  readonly name = "sign";
  /** The description. */
  readonly spec: Required<SignSpec>;
  readonly #log: number;
  readonly #largest: number;

  /**
   * Creates the codec.
   *
   * @param spec The block length; it is written into each payload, so any sign codec reads any sign payload
   * @param options The largest magnitude to send
   * @throws {CodecError} If the block is no power of two from 16 to 32768
   */
  constructor(spec: SignSpec = { kind: "sign" }, options: CodecOptions = {}) {
    const block = spec.block ?? 256;
    this.#log = logOfBlock("sign", block);
    this.spec = { kind: "sign", block, ...feedbackOf(spec) };
    const limit = toLimit(options.maxAbs);
    let b = LAST_SCALE;
    while (SCALES[b]! > limit) b--;
    this.#largest = b;
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
    const payload = new Uint8Array(first + Math.ceil(n / 8));
    payload[0] = log;
    const norms = eachChunk(
      { step, carried, factor },
      left,
      Math.max(CHUNK, block),
      ({ kernel, bytes }, start, count, _padded, sums) => {
        kernel.sign(VALUES, OUT, SCALES_AT, log, this.#largest, count, sums);
        const signs = OUT + Math.ceil(count / 8);
        payload.set(bytes.subarray(OUT, signs), first + start / 8);
        const scales = SCALES_AT + Math.ceil(count / block);
        payload.set(bytes.subarray(SCALES_AT, scales), 1 + start / block);
      },
    );
    return { payload, ...norms };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    const bytes = Math.ceil(n / 8);
    const block = checkBlocks("sign", payload, n, bytes);
    const blocks = Math.ceil(n / block), first = 1 + blocks;
    const limit = Math.min(maxAbs, MAX_VALUE);
    for (let k = 0; k < blocks; k++) {
      const scale = SCALES[payload[1 + k]!];
      if (scale === undefined) {
        throw new CodecError(
          `Cannot read a sign payload: scale ${k} is ${
            payload[1 + k]
          }, the largest is ${LAST_SCALE}`,
        );
      }
      if (!(scale <= limit)) {
        throw new CodecError(
          `Cannot read a sign payload: scale ${k} (${scale}) is larger than ${limit}`,
        );
      }
      if (scale > 0) continue;
      const end = first + Math.ceil(Math.min(n, (k + 1) * block) / 8);
      for (let at = first + k * block / 8; at < end; at++) {
        if (payload[at] === 0) continue;
        throw new CodecError(
          `Cannot read a sign payload: block ${k} is zero and has signs`,
        );
      }
    }
    if (n % 8 !== 0 && payload[payload.length - 1]! >> (n % 8) !== 0) {
      throw new CodecError(
        "Cannot read a sign payload: bits follow the last sign",
      );
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
    let bound = 0;
    for (let k = 0; k < blocks; k++) {
      const start = k * block, end = Math.min(n, start + block);
      const scale = sign * SCALES[payload[1 + k]!]!;
      const first = 1 + blocks + start / 8;
      const square = addSigns(payload, first, values, start, end, scale);
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
    this.addTo(payload, out.fill(0), out.length, 1);
  }

  /** See {@linkcode Codec.view}; the signs are expanded to a byte each. */
  view(payload: Uint8Array, n: number): VectorView {
    const block = 2 ** payload[0]!, blocks = Math.ceil(n / block);
    const scales = new Float32Array(blocks);
    for (let k = 0; k < blocks; k++) scales[k] = SCALES[payload[1 + k]!]!;
    const values = new Int8Array(n);
    for (let i = 0; i < n; i++) {
      values[i] = 1 - 2 * ((payload[1 + blocks + (i >> 3)]! >> (i & 7)) & 1);
    }
    return { kind: "int8", length: n, values, scales, block };
  }
}

// 1 and -1 for the eight bits of each byte.
const SIGNS = Float64Array.from(
  { length: 2048 },
  (_, i) => 1 - 2 * (((i >> 3) >> (i & 7)) & 1),
);

// Adds one block; returns the sum of the squares of the results (see addFloat32 for why squares).
function addSigns(
  payload: Uint8Array,
  first: number,
  values: Float64Array,
  start: number,
  end: number,
  scale: number,
): number {
  const octets = start + ((end - start) & ~7);
  let a = 0, b = 0, at = first;
  for (let i = start; i < octets; i += 8) {
    const signs = payload[at++]! << 3;
    for (let j = 0; j < 8; j += 4) {
      const p = values[i + j]! + scale * SIGNS[signs + j]!;
      values[i + j] = p;
      const q = values[i + j + 1]! + scale * SIGNS[signs + j + 1]!;
      values[i + j + 1] = q;
      const r = values[i + j + 2]! + scale * SIGNS[signs + j + 2]!;
      values[i + j + 2] = r;
      const s = values[i + j + 3]! + scale * SIGNS[signs + j + 3]!;
      values[i + j + 3] = s;
      a += p * p + q * q;
      b += r * r + s * s;
    }
  }
  for (let i = octets; i < end; i++) {
    const p = values[i]! + scale * SIGNS[(payload[at]! << 3) + i - octets]!;
    values[i] = p;
    a += p * p;
  }
  return a + b;
}
