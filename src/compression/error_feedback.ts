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
 * in float64. Every codec needs it, float32 too: a step below half of 2^-32 decodes to zero and lives in the residual until it has
 * grown. `intended - decoded` is exact (with the codec of signs to float64's last bit); `step + residual` is rounded as any float64 sum.
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
  #residual: Float64Array;
  #spare: Float64Array;
  #intended: Float64Array | undefined;
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
    this.#residual = new Float64Array(n);
    this.#spare = new Float64Array(n);
  }

  /** What is still to be sent, float64, length n. Read it before the next encode, which reuses the memory. */
  get residual(): Readonly<Float64Array> {
    return this.#residual;
  }

  /** Euclidean norm of the residual. */
  get residualNorm(): number {
    return this.#residualNorm;
  }

  /**
   * Encodes a step plus the residual, and keeps what the codec left.
   *
   * @param step The step to add to the model, float64, length n; it is not changed
   * @param codec Another codec for this one update, a denser one for example
   * @returns The payload and the norms
   * @throws {CodecError} If the length differs or a value is NaN or infinite; the residual is then as before
   */
  encode(step: Float64Array, codec: Codec = this.codec): Encoded {
    return this.#send(this.#intend(step), codec);
  }

  /**
   * Encodes a step plus the residual, so that no more than a bound is held back: by a denser codec where the usual one would
   * hold back more.
   *
   * @param step The step to add to the model, float64, length n; it is not changed
   * @param most Largest norm to hold back, as far as the denser codec can
   * @param dense The denser codec
   * @returns The payload, the norms, and the codec it was written with
   * @throws {CodecError} If the length differs or a value is NaN or infinite; the residual is then as before
   */
  encodeWithin(
    step: Float64Array,
    most: number,
    dense: Codec,
  ): Encoded & { codec: Codec } {
    const intended = this.#intend(step);
    const kept = this.#intended ??= new Float64Array(step.length);
    kept.set(intended);
    const encoded = this.#send(intended, this.codec);
    if (encoded.residualNorm <= most) return { ...encoded, codec: this.codec };
    const denser = dense.encode(kept, this.#residual);
    this.#residualNorm = denser.residualNorm;
    return { ...denser, codec: dense };
  }

  /** The step plus what was held back, in memory that the next encoding may use. */
  #intend(step: Float64Array): Float64Array {
    this.#assertLength(step, "step");
    const intended = this.#spare, residual = this.#residual;
    for (let i = 0; i < intended.length; i++) {
      intended[i] = step[i]! + residual[i]!;
    }
    return intended;
  }

  #send(intended: Float64Array, codec: Codec): Encoded {
    const encoded = codec.encode(intended, intended);
    this.#spare = this.#residual;
    this.#residual = intended;
    if (!this.#keeps) {
      intended.fill(0);
      return { ...encoded, residualNorm: 0 };
    }
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
    const encoded = codec.encode(this.#residual, this.#residual);
    this.#residualNorm = encoded.residualNorm;
    return encoded;
  }

  /**
   * Puts back a residual that was saved, as when a peer restarts.
   *
   * @param residual Float64, length n; it is copied
   * @throws {CodecError} If the length differs or a value is NaN or infinite
   */
  restore(residual: Readonly<Float64Array>): void {
    this.#assertLength(residual, "residual");
    maxMagnitude(residual);
    this.#residual.set(residual);
    let square = 0;
    for (const value of residual) square += value * value;
    this.#residualNorm = Math.sqrt(square);
  }

  #assertLength(vector: Readonly<Float64Array>, what: string): void {
    const n = this.#residual.length;
    if (vector.length === n) return;
    throw new CodecError(
      `Cannot encode the update: the ${what} has ${vector.length} values, not ${n}`,
    );
  }
}
