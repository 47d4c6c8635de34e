import { readFloat32 } from "./bytes.ts";
import { CHUNK, eachChunk, type FloatArray, OUT, VALUES } from "./chunks.ts";
import type { Codec, CodecOptions, Encoded, Float32Spec } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { DIVERGED, exactMagnitude, MAX_VALUE, ROUNDING } from "./grid.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { bitsOf, faultOf, toLimit } from "./limit.ts";
import type { VectorView } from "./vector_view.ts";

// Values looked at together: small enough to be scanned again from the first-level cache when the sum of squares
// leaves open whether one of them is too large.
const BLOCK = 1024;

/**
 * Dense float32 values, each rounded to the grid. See {@linkcode Float32Spec}.
 *
 * A float32 of magnitude 2^-8 or more is on the grid as it is (its last bit weighs 2^-31 or more); below, a multiple of 2^-32
 * has an integer below 2^24 and so is a float32. Rounding to the grid and then to float32 therefore ends on the grid.
 */
export class Float32Codec implements Codec {
  /** Number on the wire. */
  readonly id = 1;
  /** Name for people. */
  readonly name = "float32";
  /** The description. */
  readonly spec: Required<Float32Spec>;
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
    spec: Float32Spec = { kind: "float32" },
    options: CodecOptions = {},
  ) {
    this.spec = { kind: "float32", ...feedbackOf(spec) };
    this.#limit = toLimit(options.maxAbs);
    this.#fine = bitsOf(Math.min(this.#limit, 2 ** -8));
  }

  /** See {@linkcode Codec.encode}. */
  encode(
    step: FloatArray,
    left: FloatArray,
    carried?: Readonly<Float32Array>,
    factor?: number,
  ): Encoded {
    const payload = new Uint8Array(4 * step.length);
    const norms = eachChunk(
      { step, carried, factor },
      left,
      CHUNK,
      ({ kernel, bytes }, start, count, padded, sums, largest) => {
        const isFine = largest < this.#fine;
        kernel.float32(VALUES, OUT, this.#limit, isFine, padded, sums);
        // WebAssembly is little-endian everywhere, as the payload is.
        payload.set(bytes.subarray(OUT, OUT + 4 * count), 4 * start);
      },
    );
    return { payload, ...norms };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    if (payload.length !== 4 * n) {
      throw new CodecError(
        `Cannot read a float32 payload: it has ${payload.length} bytes, ${n} values take ${
          4 * n
        }`,
      );
    }
    const limit = Math.min(maxAbs, MAX_VALUE);
    const values = readFloat32(payload, 0, n);
    for (let start = 0; start < n; start += BLOCK) {
      const end = Math.min(n, start + BLOCK);
      // NaN and infinities make `off` NaN.
      let off = 0, square = 0;
      for (let i = start; i < end; i++) {
        const v = values[i]!;
        const d = ((v + ROUNDING) - ROUNDING) - v;
        off += d * d;
        square += v * v;
      }
      if (off === 0 && square <= limit * limit) continue;
      refuse(values, start, end, limit);
    }
  }

  /** See {@linkcode Codec.addTo}. */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    n: number,
    sign: 1 | -1,
  ): number {
    return addFloat32(readFloat32(payload, 0, n), values, n, sign);
  }

  /** See {@linkcode Codec.decode}. */
  decode(payload: Uint8Array, out: Float64Array): void {
    out.set(readFloat32(payload, 0, out.length));
  }

  /** See {@linkcode Codec.view}. */
  view(payload: Uint8Array, n: number): VectorView {
    return { kind: "float32", length: n, bytes: payload };
  }
}

function refuse(
  values: Float32Array,
  start: number,
  end: number,
  limit: number,
): void {
  for (let i = start; i < end; i++) {
    const v = values[i]!;
    if (Math.abs(v) <= limit && (v + ROUNDING) - ROUNDING === v) continue;
    throw new CodecError(
      `Cannot read a float32 payload: value ${i} (${v}) is ${
        faultOf(v, limit)
      }`,
    );
  }
}

/**
 * `values += sign * sent`, for float32 values on the grid.
 *
 * @param sent Values on the grid, n or more
 * @param values The model, float64, length n or more
 * @param n How many
 * @param sign 1 to add, -1 to take back
 * @returns See {@linkcode Codec.addTo}
 */
export function addFloat32(
  sent: Float32Array,
  values: Float64Array,
  n: number,
  sign: number,
): number {
  let bound = 0;
  for (let start = 0; start < n; start += BLOCK) {
    const end = Math.min(n, start + BLOCK);
    const quads = start + ((end - start) & ~3);
    // A running maximum would be a chain of dependent operations (1.2 ns a value); sums of squares are free beside
    // the loads and stores, and decide nearly always. Rounding is monotone, so |v| >= 2^20 cannot hide in one.
    let a = 0, b = 0;
    for (let i = start; i < quads; i += 4) {
      const p = values[i]! + sign * sent[i]!;
      values[i] = p;
      const q = values[i + 1]! + sign * sent[i + 1]!;
      values[i + 1] = q;
      const r = values[i + 2]! + sign * sent[i + 2]!;
      values[i + 2] = r;
      const s = values[i + 3]! + sign * sent[i + 3]!;
      values[i + 3] = s;
      a += p * p + q * q;
      b += r * r + s * s;
    }
    for (let i = quads; i < end; i++) {
      const p = values[i]! + sign * sent[i]!;
      values[i] = p;
      a += p * p;
    }
    const root = Math.sqrt(a + b);
    bound = Math.max(
      bound,
      root < DIVERGED ? root : exactMagnitude(values, start, end),
    );
  }
  return bound;
}
