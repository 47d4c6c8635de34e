import type { Codec, CodecOptions, Encoded, TopKSpec } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { Float32Codec } from "./float32_codec.ts";
import { feedbackOf } from "./feedback_spec.ts";
import { maxMagnitude } from "./grid.ts";
import { Int8Codec } from "./int8_codec.ts";
import { TopKSelector } from "./select_top_k.ts";
import { SignCodec } from "./sign_codec.ts";
import { faultInGaps, gapsLength, readGaps, writeGaps } from "./varint.ts";
import type { VectorView } from "./vector_view.ts";

// Count of indices and length of their varints, both uint32.
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
  #scratch = new Float64Array(0);

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
  encode(intended: Float64Array, residual: Float64Array): Encoded {
    const n = intended.length;
    maxMagnitude(intended);
    const indices = this.#selector.select(
      intended,
      Math.ceil(this.spec.fraction * n),
    );
    const k = indices.length;
    const kept = new Float64Array(k);
    for (let j = 0; j < k; j++) kept[j] = intended[indices[j]!]!;
    const { payload: values, norm } = this.#dense.encode(kept, kept);
    residual.set(intended);
    for (let j = 0; j < k; j++) residual[indices[j]!] = kept[j]!;

    const gaps = gapsLength(indices);
    const payload = new Uint8Array(HEAD + values.length + gaps);
    const head = new DataView(payload.buffer);
    head.setUint32(0, k, true);
    head.setUint32(4, gaps, true);
    payload.set(values, HEAD);
    writeGaps(indices, payload, HEAD + values.length);
    return { payload, norm, residualNorm: euclidean(residual) };
  }

  /** See {@linkcode Codec.check}. */
  check(payload: Uint8Array, n: number, maxAbs: number): void {
    if (payload.length < HEAD) {
      throw new CodecError(
        `Cannot read a top-k payload: it has ${payload.length} bytes, the head alone takes ${HEAD}`,
      );
    }
    const { k, values, gapsAt } = split(payload);
    if (k > n) {
      throw new CodecError(
        `Cannot read a top-k payload: it holds ${k} values of ${n}`,
      );
    }
    if (gapsAt < HEAD) {
      throw new CodecError(
        `Cannot read a top-k payload: the indices take ${
          payload.length - gapsAt
        } bytes ` +
          `of ${payload.length - HEAD}`,
      );
    }
    this.#dense.check(values, k, maxAbs);
    const fault = faultInGaps(payload, gapsAt, k, n);
    if (fault) throw new CodecError(`Cannot read a top-k payload: ${fault}`);
  }

  /** See {@linkcode Codec.addTo}. */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    _n: number,
    sign: 1 | -1,
  ): number {
    const { k, gapsAt } = split(payload);
    return scatter(
      payload,
      gapsAt,
      this.#decodeValues(payload),
      values,
      k,
      sign,
    );
  }

  /** See {@linkcode Codec.decode}. */
  decode(payload: Uint8Array, out: Float64Array): void {
    const { k, gapsAt } = split(payload);
    scatter(payload, gapsAt, this.#decodeValues(payload), out.fill(0), k, 1);
  }

  /** See {@linkcode Codec.view}. */
  view(payload: Uint8Array, n: number): VectorView {
    const { k, gapsAt } = split(payload);
    const values = new Float32Array(this.#decodeValues(payload));
    const indices = readGaps(payload, gapsAt, k);
    return { kind: "sparse", length: n, indices, values };
  }

  #decodeValues(payload: Uint8Array): Float64Array {
    const { k, values } = split(payload);
    if (this.#scratch.length < k) this.#scratch = new Float64Array(k);
    const decoded = this.#scratch.subarray(0, k);
    this.#dense.decode(values, decoded);
    return decoded;
  }
}

function split(
  payload: Uint8Array,
): { k: number; values: Uint8Array; gapsAt: number } {
  const head = new DataView(payload.buffer, payload.byteOffset, HEAD);
  const gapsAt = payload.length - head.getUint32(4, true);
  return {
    k: head.getUint32(0, true),
    values: payload.subarray(HEAD, gapsAt),
    gapsAt,
  };
}

// Adds decoded values at the places that the gaps name; returns the largest magnitude left there.
function scatter(
  payload: Uint8Array,
  gapsAt: number,
  decoded: Float64Array,
  values: Float64Array,
  k: number,
  sign: number,
): number {
  let at = gapsAt, index = -1, max = 0;
  for (let j = 0; j < k; j++) {
    let byte = payload[at++]!;
    let gap = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = payload[at++]!;
      gap |= (byte & 0x7f) << shift;
    }
    index += gap + 1;
    const v = values[index]! + sign * decoded[j]!;
    values[index] = v;
    max = Math.max(max, Math.abs(v));
  }
  return max;
}

function euclidean(values: Float64Array): number {
  let a = 0, b = 0;
  const n = values.length, even = n & ~1;
  for (let i = 0; i < even; i += 2) {
    a += values[i]! * values[i]!;
    b += values[i + 1]! * values[i + 1]!;
  }
  if (even < n) a += values[even]! * values[even]!;
  return Math.sqrt(a + b);
}
