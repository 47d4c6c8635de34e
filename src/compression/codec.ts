import type { FloatArray } from "./chunks.ts";
import type { VectorView } from "./vector_view.ts";

/** What a codec makes of a vector. */
export interface Encoded {
  /** The bytes to send, in a buffer of their own. */
  payload: Uint8Array<ArrayBuffer>;
  /** Euclidean norm of the decoded vector. */
  norm: number;
  /** Euclidean norm of what is left, intended - decoded. */
  residualNorm: number;
}

/**
 * A way to write a flat vector of steps as bytes.
 *
 * Whatever the codec, every decoded value is a multiple of 2^-32 of magnitude at most 2^19, by
 * arithmetic that is specified to the last bit (docs/wire-format.md). So payloads add up to the same
 * model in any order, and an addition can be taken back exactly.
 */
export interface Codec {
  /** Number that stands for the codec on the wire. */
  readonly id: number;
  /** Name for people. */
  readonly name: string;
  /** The description it was made from, with every default filled in. */
  readonly spec: Required<CodecSpec>;

  /**
   * Encodes `step + factor * carried`; the same values always give the same bytes.
   *
   * The sum is rounded to float32, once, and that is what is intended; what is left is intended - decoded, exactly for all
   * but signs, where it is rounded as any float32. Values beyond the limit of {@linkcode CodecOptions.maxAbs} saturate, and
   * what is cut off is left, too.
   *
   * @param step What is new, length n
   * @param left Receives what is left, length n; it may be `step` or `carried` itself
   * @param carried What was left before, length n; nothing by default
   * @param factor The part of it that is still wanted, default 1
   * @returns The payload and the two norms
   * @throws {CodecError} If a value is NaN or too large for float32; `left` is then undefined
   */
  encode(
    step: FloatArray,
    left: FloatArray,
    carried?: Readonly<Float32Array>,
    factor?: number,
  ): Encoded;

  /**
   * Checks bytes from anyone. Takes O(n + payload length) time and no memory to speak of, whatever the bytes.
   *
   * @param payload The bytes, at any offset in their buffer
   * @param n Length of the vector they should stand for
   * @param maxAbs Largest magnitude allowed for one value; above 2^19 it is 2^19
   * @throws {CodecError} If anything is malformed, not finite, off the grid or too large
   */
  check(payload: Uint8Array, n: number, maxAbs: number): void;

  /**
   * Adds a checked payload to a vector, or takes it back: `values += sign * decode(payload)`, exactly.
   *
   * The first n entries of `values` must be on the grid and below 2^20 in magnitude, none of them -0 (as
   * {@linkcode toGrid} leaves them). Where the result is >= 2^20 training has diverged; the addition has been done in
   * full and exactly, and the same call with the other sign restores every byte.
   *
   * @param payload Bytes that passed {@linkcode Codec.check}; others give wrong numbers
   * @param values The model, float64, length n or more
   * @param n Length of the vector the payload stands for
   * @param sign 1 to add, -1 to take back
   * @returns A bound on |value| over the entries touched, that is >= 2^20 if and only if one of them is
   */
  addTo(
    payload: Uint8Array,
    values: Float64Array,
    n: number,
    sign: 1 | -1,
  ): number;

  /**
   * Decodes a checked payload.
   *
   * @param payload Bytes that passed {@linkcode Codec.check}
   * @param out Receives the values, length n exactly
   */
  decode(payload: Uint8Array, out: Float64Array): void;

  /**
   * Shows what a checked payload holds without decoding it, for those who need it once and in pieces.
   *
   * @param payload Bytes that passed {@linkcode Codec.check}; the view shares them, so they must not change
   * @param n Length of the vector the payload stands for
   */
  view(payload: Uint8Array, n: number): VectorView;

  /**
   * Of a codec that sends some of the values: which, and what they are, exactly, in memory that the next call may use
   * again. Codecs that send all of them have no such method.
   *
   * @param payload Bytes that passed {@linkcode Codec.check}
   * @param n Length of the vector the payload stands for
   */
  entries?(payload: Uint8Array, n: number): SparseEntries;
}

/** Some values of a vector; the others are 0. */
export interface SparseEntries {
  /** Where they are, increasing. */
  readonly indices: Uint32Array;
  /** What they are, on the grid. */
  readonly values: Float64Array;
}

/** What every description may say of error feedback (Seide et al. 2014, Karimireddy et al. 2019). */
export interface FeedbackSpec {
  /** Whether what the codec leaves out goes into the next update, rather than away. Default true. */
  errorFeedback?: boolean;
  /** The part of what is left out that is kept, in (0, 1]; the rest is dropped. Default 1. */
  residualDecay?: number;
  /**
   * The largest norm that is kept, in norms of what was sent (the largest of the recent ones); what is above is dropped.
   * Above 0; default 32.
   */
  residualBound?: number;
}

/** Dense float32 on the grid: 4 bytes a value, relative error 2^-24. */
export interface Float32Spec extends FeedbackSpec {
  /** Which codec. */
  kind: "float32";
}

/** Dense bfloat16 on the grid: 2 bytes a value, relative error 2^-8 whatever the magnitude. */
export interface BFloat16Spec extends FeedbackSpec {
  /** Which codec. */
  kind: "bfloat16";
}

/** Dense int8 with a power-of-two scale for each block: about 1 byte a value. */
export interface Int8Spec extends FeedbackSpec {
  /** Which codec. */
  kind: "int8";
  /** Values that share a scale: a power of two from 16 to 32768. Default 256. */
  block?: number;
}

/** The signs, with a power-of-two scale for each block (signSGD, Bernstein et al. 2018): about an eighth of a byte a value. */
export interface SignSpec extends FeedbackSpec {
  /** Which codec. */
  kind: "sign";
  /** Values that share a scale: a power of two from 16 to 32768. Default 256. */
  block?: number;
}

/** The largest values only, by magnitude. */
export interface TopKSpec extends FeedbackSpec {
  /** Which codec. */
  kind: "top-k";
  /** Part of the values to send, in (0, 1]: k = ceil(fraction * n). */
  fraction: number;
  /**
   * How the values that are sent are written, beside an index of about a byte: "int8" (the default) in 1 byte, "float32" in 4,
   * "sign" in an eighth (sparse ternary compression, Sattler et al. 2019).
   */
  values?: "int8" | "float32" | "sign";
}

/** A codec in plain JSON, as it stands in a manifest. */
export type CodecSpec =
  | Float32Spec
  | BFloat16Spec
  | Int8Spec
  | SignSpec
  | TopKSpec;

/** What a codec must know besides its spec. */
export interface CodecOptions {
  /** Largest magnitude that {@linkcode Codec.encode} may send for one value. Default and at most 2^19. */
  maxAbs?: number;
}
