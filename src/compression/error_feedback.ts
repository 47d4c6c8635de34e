import type { FloatArray } from "./chunks.ts";
import type { Codec, Encoded } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { maxMagnitude } from "./grid.ts";

/**
 * Sends what a codec could not send the next time: Seide et al. 2014, Karimireddy et al. 2019. With a codec whose description says
 * `errorFeedback: false` it does not, and the residual is always zero.
 *
 *     intended = step + residual
 *     residual = intended - decoded
 *
 * in float32: `step + residual` is rounded to it once, and `intended - decoded` is exact (but for signs). Every codec needs it,
 * float32 too: a step below half of 2^-32 decodes to zero and lives in the residual until it has grown.
 *
 * @example Usage
 * ```ts
 * import { createCodec } from "./create_codec.ts";
 * import { ErrorFeedback } from "./error_feedback.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const feedback = new ErrorFeedback(createCodec({ kind: "float32" }), 1);
 * const model = new Float64Array(1);
 * for (let t = 0; t < 512; t++) {
 *   const { payload } = feedback.encode(new Float64Array([2 ** -40]));
 *   feedback.codec.addTo(payload, model, 1, 1);
 * }
 * assertEquals(model[0]! + feedback.residual[0]!, 512 * 2 ** -40);
 * ```
 */
export class ErrorFeedback {
  /** The codec that {@linkcode ErrorFeedback.encode} uses by default. */
  readonly codec: Codec;
  #residual: Float32Array<ArrayBuffer>;
  #spare: Float32Array<ArrayBuffer>;
  #residualNorm = 0;
  readonly #keeps: boolean;

  /**
   * Starts with no residual.
   *
   * @param codec How updates are written
   * @param n Length of the vectors
   */
  constructor(codec: Codec, n: number) {
    this.codec = codec;
    this.#keeps = codec.spec.errorFeedback;
    this.#residual = new Float32Array(n);
    this.#spare = new Float32Array(n);
  }

  /** What is still to be sent, length n. Read it before the next encode, which reuses the memory. */
  get residual(): Readonly<Float32Array> {
    return this.#residual;
  }

  /** Euclidean norm of the residual. */
  get residualNorm(): number {
    return this.#residualNorm;
  }

  /**
   * Encodes a step plus the residual, and keeps what the codec left.
   *
   * @param step The step to add to the model, length n; it is not changed
   * @param codec Another codec for this one update, a denser one for example
   * @returns The payload and the norms
   * @throws {CodecError} If the length differs or a value is NaN or infinite; the residual is then as before
   */
  encode(step: FloatArray, codec: Codec = this.codec): Encoded {
    this.#assertLength(step, "step");
    return this.#keep(codec.encode(step, this.#spare, this.#carried));
  }

  /**
   * Encodes a step plus the residual, so that no more than a bound is held back: by a denser codec where the usual one would
   * hold back more.
   *
   * @param step The step to add to the model, length n; it is not changed
   * @param most Largest norm to hold back, as far as the denser codec can
   * @param dense The denser codec
   * @returns The payload, the norms, and the codec it was written with
   * @throws {CodecError} If the length differs or a value is NaN or infinite; the residual is then as before
   */
  encodeWithin(
    step: FloatArray,
    most: number,
    dense: Codec,
  ): Encoded & { codec: Codec } {
    this.#assertLength(step, "step");
    let codec = this.codec;
    let encoded = codec.encode(step, this.#spare, this.#carried);
    if (this.#keeps && encoded.residualNorm > most) {
      codec = dense;
      encoded = codec.encode(step, this.#spare, this.#carried);
    }
    return { ...this.#keep(encoded), codec };
  }

  get #carried(): Float32Array | undefined {
    return this.#residualNorm === 0 ? undefined : this.#residual;
  }

  /** What was left in the spare memory is what is held back from now on. */
  #keep(encoded: Encoded): Encoded {
    if (!this.#keeps) return { ...encoded, residualNorm: 0 };
    const left = this.#spare;
    this.#spare = this.#residual;
    this.#residual = left;
    this.#residualNorm = encoded.residualNorm;
    return encoded;
  }

  /**
   * Encodes the residual alone, so that nothing of what this peer has computed is held back any longer.
   *
   * @param codec How; a dense codec leaves little behind, float32 less than 2^-32 a value below 2^-8
   * @returns The payload and the norms
   */
  flush(codec: Codec = this.codec): Encoded {
    return this.#keep(codec.encode(this.#residual, this.#spare));
  }

  /**
   * Puts back a residual that was saved, as when a peer restarts.
   *
   * @param residual Length n; it is copied
   * @throws {CodecError} If the length differs or a value is NaN or infinite
   */
  restore(residual: Readonly<FloatArray>): void {
    this.#assertLength(residual, "residual");
    maxMagnitude(residual);
    this.#residual.set(residual);
    let square = 0;
    for (const value of this.#residual) square += value * value;
    this.#residualNorm = Math.sqrt(square);
  }

  #assertLength(vector: Readonly<FloatArray>, what: string): void {
    const n = this.#residual.length;
    if (vector.length === n) return;
    throw new CodecError(
      `Cannot encode the update: the ${what} has ${vector.length} values, not ${n}`,
    );
  }
}
