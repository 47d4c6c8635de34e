import type { FloatArray } from "./chunks.ts";
import type {
  Codec,
  CodecOptions,
  Encoded,
  SparseEntries,
  TopKSpec,
} from "./codec.ts";
import { CodecError } from "./errors.ts";
import { Float32Codec } from "./float32_codec.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { Int8Codec } from "./int8_codec.ts";
import { readIndices, RiceWriter } from "./rice.ts";
import { TopKSelector } from "./select_top_k.ts";
import { SignCodec } from "./sign_codec.ts";

import type { VectorView } from "./vector_view.ts";

// Count of indices and length of their codes, both uint32.
const HEAD = 8;

/**
 * The k values of largest magnitude, with their indices. See {@linkcode TopKSpec}.
 *
 * The chosen values are one dense vector of length k, written by the float32 or the int8 codec; everything that is not chosen
 * stays in the residual, which {@linkcode ErrorFeedback} keeps or drops as the description says (Stich, Cordonnier, Jaggi,
 * "Sparsified SGD with Memory", 2018; docs/compression.md).
 */
export class TopKCodec implements Codec {
  /** Number on the wire: 3 with float32 values, 4 with int8 values, 7 with signs. */
  readonly id: number;
  /** Name for people. */
  readonly name: string;
  /** The description. */
  readonly spec: Required<TopKSpec>;
  readonly #dense: Codec;
  readonly #selector: TopKSelector = new TopKSelector();
  readonly #writer: RiceWriter = new RiceWriter();
  #values = new Float64Array(0);
  #indices = new Uint32Array(0);

  /**
   * Creates the codec.
   *
   * @param spec Fraction and form of the values
   * @param options The largest magnitude to send
   * @throws {CodecError} If the fraction is not in (0, 1], the form of the values is unknown, or errorFeedback is no boolean
   */
  constructor(spec: TopKSpec, options: CodecOptions = {}) {
    const { fraction, values = "int8" } = spec;
    if (!(fraction > 0 && fraction <= 1)) {
      throw new CodecError(
        `Cannot create a top-k codec: fraction is ${fraction}, it must be above 0 and at most 1`,
      );
    }
    this.spec = { kind: "top-k", fraction, values, ...feedbackOf(spec) };
    switch (values) {
      case "float32":
        this.id = 3;
        this.name = "top-k";
        this.#dense = new Float32Codec({ kind: values }, options);
        break;
      case "int8":
        this.id = 4;
        this.name = "top-k int8";
        this.#dense = new Int8Codec({ kind: values }, options);
        break;
      case "sign":
        this.id = 7;
        this.name = "top-k sign";
        this.#dense = new SignCodec({ kind: values }, options);
        break;
      default:
        throw new CodecError(
          `Cannot create a top-k codec: values is ${
            JSON.stringify(values)
          }, it must be "int8", "float32" or "sign"`,
        );
    }
  }

  /** See {@linkcode Codec.encode}. */
  encode(
    step: FloatArray,
    left: FloatArray,
    carried?: Readonly<Float32Array>,
    factor?: number,
  ): Encoded {
    const { indices, values: chosen, norm: whole } = this.#selector.select(
      { step, carried, factor },
      left,
      Math.ceil(this.spec.fraction * step.length),
    );
    const k = indices.length;
    let rest = whole * whole;
    for (let j = 0; j < k; j++) rest -= chosen[j]! * chosen[j]!;
    const { payload: values, norm, residualNorm } = this.#dense.encode(
      chosen,
      chosen,
    );
    for (let j = 0; j < k; j++) left[indices[j]!] = chosen[j]!;
    // Where next to nothing is left, the difference has lost its digits.
    const residual = rest > 1e-3 * whole * whole
      ? Math.sqrt(rest + residualNorm * residualNorm)
      : euclidean(left);

    const length = this.#writer.plan(indices);
    const payload = new Uint8Array(HEAD + values.length + length);
    const head = new DataView(payload.buffer);
    head.setUint32(0, k, true);
    head.setUint32(4, length, true);
    payload.set(values, HEAD);
    this.#writer.write(payload, HEAD + values.length);
    return { payload, norm, residualNorm: residual };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    if (payload.length < HEAD) {
      throw new CodecError(
        `Cannot read a top-k payload: it has ${payload.length} bytes, the head alone takes ${HEAD}`,
      );
    }
    const { k, values, indicesAt } = split(payload);
    if (k > n) {
      throw new CodecError(
        `Cannot read a top-k payload: it holds ${k} values of ${n}`,
      );
    }
    if (indicesAt < HEAD) {
      throw new CodecError(
        `Cannot read a top-k payload: the indices take ${
          payload.length - indicesAt
        } bytes ` +
          `of ${payload.length - HEAD}`,
      );
    }
    this.#dense.check(values, k, maxAbs);
    const fault = readIndices(payload, indicesAt, k, n);
    if (fault) throw new CodecError(`Cannot read a top-k payload: ${fault}`);
  }

  /** See {@linkcode Codec.addTo}. */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    n: number,
    sign: 1 | -1,
  ): number {
    const { indices, sent } = this.#read(payload, n);
    let max = 0;
    for (let j = 0; j < indices.length; j++) {
      const index = indices[j]!;
      const v = values[index]! + sign * sent[j]!;
      values[index] = v;
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  /** See {@linkcode Codec.decode}. */
  decode(payload: Uint8Array, out: Float64Array): void {
    const { indices, sent } = this.#read(payload, out.length);
    out.fill(0);
    for (let j = 0; j < indices.length; j++) out[indices[j]!] = sent[j]!;
  }

  /** See {@linkcode Codec.view}. */
  view(payload: Uint8Array, n: number): VectorView {
    const { indices, sent } = this.#read(payload, n);
    return {
      kind: "sparse",
      length: n,
      indices: indices.slice(),
      values: new Float32Array(sent),
    };
  }

  /** See {@linkcode Codec.entries}. */
  entries(payload: Uint8Array, n: number): SparseEntries {
    const { indices, sent } = this.#read(payload, n);
    return { indices, values: sent };
  }

  /** What a checked payload holds, in memory that the next call uses again. */
  #read(
    payload: Uint8Array,
    n: number,
  ): { indices: Uint32Array; sent: Float64Array } {
    const { k, values, indicesAt } = split(payload);
    if (this.#values.length < k) {
      this.#values = new Float64Array(k);
      this.#indices = new Uint32Array(k);
    }
    const sent = this.#values.subarray(0, k);
    const indices = this.#indices.subarray(0, k);
    this.#dense.decode(values, sent);
    readIndices(payload, indicesAt, k, n, indices);
    return { indices, sent };
  }
}

function split(
  payload: Uint8Array,
): { k: number; values: Uint8Array; indicesAt: number } {
  const head = new DataView(payload.buffer, payload.byteOffset, HEAD);
  const indicesAt = payload.length - head.getUint32(4, true);
  return {
    k: head.getUint32(0, true),
    values: payload.subarray(HEAD, indicesAt),
    indicesAt,
  };
}

function euclidean(values: FloatArray): number {
  let a = 0, b = 0;
  const n = values.length, even = n & ~1;
  for (let i = 0; i < even; i += 2) {
    a += values[i]! * values[i]!;
    b += values[i + 1]! * values[i + 1]!;
  }
  if (even < n) a += values[even]! * values[even]!;
  return Math.sqrt(a + b);
}
