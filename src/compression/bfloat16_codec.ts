import { readUint16 } from "./bytes.ts";
import { CHUNK, eachChunk, type FloatArray, OUT, VALUES } from "./chunks.ts";
import type { BFloat16Spec, Codec, CodecOptions, Encoded } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { addFloat32 } from "./float32_codec.ts";
import { MAX_VALUE, ROUNDING } from "./grid.ts";
import { bitsOf, faultOf, toLimit } from "./limit.ts";
import type { VectorView } from "./vector_view.ts";

// Values expanded to float32 at a time, so that they stay in the first-level cache.
const BLOCK = 1024;

// Scratch to read float32 values as bits.
const FLOAT = new Float32Array(BLOCK);
const BITS = new Uint32Array(FLOAT.buffer);

// Below 2^-25 the last of the 8 bits weighs less than 2^-32, so not every bfloat16 is on the grid.
const FINE = (127 - 25) << 7;

/**
 * Dense bfloat16 values, each rounded to the grid. See {@linkcode BFloat16Spec}.
 *
 * bfloat16 is the upper half of a float32: 8 significant bits and its range. Steps span many orders of magnitude and shrink
 * with the rate and the number of peers; float16 has 3 bits more but loses them one by one below 2^-14 and ends at 2^-24. As error feedback
 * sends later what is rounded away, range is worth more than bits.
 */
export class BFloat16Codec implements Codec {
  /** Number on the wire. */
  readonly id = 5;
  /** Name for people. */
  readonly name = "bfloat16";
  /** The description. */
  readonly spec: Required<BFloat16Spec>;
  readonly #limit: number;
  /** Bits of the limit, or of 2^-8, from where on every float32 is on the grid. */
  readonly #fine: number;

  /**
   * Creates the codec.
   *
   * @param spec What is said of error feedback
   * @param options The largest magnitude to send
   */
  constructor(
    spec: BFloat16Spec = { kind: "bfloat16" },
    options: CodecOptions = {},
  ) {
    this.spec = { kind: "bfloat16", ...feedbackOf(spec) };
    const limit = toLimit(options.maxAbs);
    this.#limit = fromBits(Math.floor(bitsOf(limit) / 65536));
    this.#fine = bitsOf(Math.min(this.#limit, 2 ** -8));
  }

  /** See {@linkcode Codec.encode}. */
  encode(
    step: FloatArray,
    left: FloatArray,
    carried?: Readonly<Float32Array>,
    factor?: number,
  ): Encoded {
    const payload = new Uint8Array(2 * step.length);
    const norms = eachChunk(
      { step, carried, factor },
      left,
      CHUNK,
      ({ kernel, bytes }, start, count, padded, sums, largest) => {
        const isFine = largest < this.#fine;
        kernel.bfloat16(VALUES, OUT, this.#limit, isFine, padded, sums);
        payload.set(bytes.subarray(OUT, OUT + 2 * count), 2 * start);
      },
    );
    return { payload, ...norms };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    if (payload.length !== 2 * n) {
      throw new CodecError(
        `Cannot read a bfloat16 payload: it has ${payload.length} bytes, ${n} values take ${
          2 * n
        }`,
      );
    }
    const limit = Math.min(maxAbs, MAX_VALUE);
    // NaN as a limit allows nothing; the bits of a non-negative float order as it does.
    const most = limit >= 0 ? bitsOf(limit) / 65536 : -1;
    for (let i = 0, at = 0; i < n; i++, at += 2) {
      const bits = payload[at]! | ((payload[at + 1]! & 0x7f) << 8);
      if (bits <= most && (bits >= FINE || isOnGrid(bits))) continue;
      refuse(fromBits(payload[at]! | (payload[at + 1]! << 8)), i, limit);
    }
  }

  /** See {@linkcode Codec.addTo}. */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    n: number,
    sign: 1 | -1,
  ): number {
    let bound = 0;
    for (let start = 0; start < n; start += BLOCK) {
      const length = Math.min(BLOCK, n - start);
      expand(payload, start, length);
      const part = values.subarray(start, start + length);
      bound = Math.max(bound, addFloat32(FLOAT, part, length, sign));
    }
    return bound;
  }

  /** See {@linkcode Codec.decode}. */
  decode(payload: Uint8Array, out: Float64Array): void {
    for (let start = 0; start < out.length; start += BLOCK) {
      const length = Math.min(BLOCK, out.length - start);
      expand(payload, start, length);
      out.set(FLOAT.subarray(0, length), start);
    }
  }

  /** See {@linkcode Codec.view}; the bytes are expanded to float32, twice those of the payload. */
  view(payload: Uint8Array, n: number): VectorView {
    const bytes = new Uint8Array(4 * n);
    for (let i = 0; i < n; i++) {
      bytes[4 * i + 2] = payload[2 * i]!;
      bytes[4 * i + 3] = payload[2 * i + 1]!;
    }
    return { kind: "float32", length: n, bytes };
  }
}

/** Some values as float32, into FLOAT. */
function expand(payload: Uint8Array, start: number, length: number): void {
  const halves = readUint16(payload, 2 * start, length);
  for (let i = 0; i < length; i++) BITS[i] = halves[i]! << 16;
}

function fromBits(half: number): number {
  BITS[0] = half << 16;
  return FLOAT[0]!;
}

function isOnGrid(bits: number): boolean {
  const value = fromBits(bits);
  return (value + ROUNDING) - ROUNDING === value;
}

function refuse(value: number, i: number, limit: number): never {
  throw new CodecError(
    `Cannot read a bfloat16 payload: value ${i} (${value}) is ${
      faultOf(value, limit)
    }`,
  );
}
