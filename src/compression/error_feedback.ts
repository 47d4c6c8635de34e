import type { FloatArray } from "./chunks.ts";
import type { Codec, Encoded } from "./codec.ts";
import { CodecError } from "./errors.ts";
import { maxMagnitude } from "./grid.ts";

/** What remains of a norm that was sent, from one update to the next. */
const FADING = 0.99;

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
 * What is held back is a delay, and an old residual pushes a model where it wanted to go long ago. So its norm is bounded, in
 * norms of what is sent, and it may decay: the residual is scaled by the factor that brings it within both, the rest is dropped
 * for good, and {@linkcode ErrorFeedback.droppedNorm} says how much that was. Then steps = sent + residual + dropped.
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
  /** The part of the residual in memory that is kept; the next encoding takes it into account. */
  #factor = 1;
  /** The largest norm sent, fading. */
  #sent = 0;
  #droppedNorm = 0;

  /**
   * Starts with no residual.
   *
   * @param codec How updates are written
   * @param n Length of the vectors
   */
  constructor(codec: Codec, n: number) {
    this.codec = codec;
    this.#residual = new Float32Array(n);
    this.#spare = new Float32Array(n);
  }

  /** What is still to be sent, length n. Read it before the next encode, which reuses the memory. */
  get residual(): Readonly<Float32Array> {
    const residual = this.#residual, factor = this.#factor;
    if (factor !== 1) {
      if (factor === 0) residual.fill(0);
      else for (let i = 0; i < residual.length; i++) residual[i]! *= factor;
      this.#factor = 1;
    }
    return residual;
  }

  /** Euclidean norm of the residual. */
  get residualNorm(): number {
    return this.#residualNorm;
  }

  /** Sum over all updates of the norm of what was dropped on purpose: by decay, by the bound, or for want of feedback. */
  get droppedNorm(): number {
    return this.#droppedNorm;
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
    return this.#keep(this.#send(step, codec));
  }

  /**
   * Encodes a step plus the residual, so that no more than a bound is held back: by a denser codec where the usual one would
   * hold back more.
   *
   * @param step The step to add to the model, length n; it is not changed
   * @param most Largest norm to hold back, as far as the denser codec can
   * @param dense The denser codec
   * @param codec The usual one, where it is another
   * @returns The payload, the norms, and the codec it was written with
   * @throws {CodecError} If the length differs or a value is NaN or infinite; the residual is then as before
   */
  encodeWithin(
    step: FloatArray,
    most: number,
    dense: Codec,
    codec: Codec = this.codec,
  ): Encoded & { codec: Codec } {
    this.#assertLength(step, "step");
    let used = codec;
    let encoded = this.#send(step, used);
    if (codec.spec.errorFeedback && encoded.residualNorm > most) {
      used = dense;
      encoded = this.#send(step, used);
    }
    return { ...this.#keep(encoded), codec: used };
  }

  #send(step: FloatArray, codec: Codec): Encoded {
    const carried = this.#residualNorm === 0 ? undefined : this.#residual;
    return codec.encode(step, this.#spare, carried, this.#factor);
  }

  /** What was left in the spare memory is what is held back from now on, as far as it is kept. */
  #keep(encoded: Encoded): Encoded {
    const { norm, residualNorm: left } = encoded;
    const { errorFeedback, residualDecay, residualBound } = this.codec.spec;
    // Where nothing is sent nothing is known: steps below the grid must gather until they are.
    if (norm > 0) this.#sent = Math.max(norm, FADING * this.#sent);
    const most = this.#sent > 0 ? residualBound * this.#sent : Infinity;
    const factor = !errorFeedback
      ? 0
      : Math.min(residualDecay, left > most ? most / left : 1);
    const residual = this.#spare;
    this.#spare = this.#residual;
    this.#residual = residual;
    this.#factor = factor;
    this.#residualNorm = factor * left;
    this.#droppedNorm += (1 - factor) * left;
    return { ...encoded, residualNorm: this.#residualNorm };
  }

  /**
   * Encodes the residual alone, so that nothing of what this peer has computed is held back any longer.
   *
   * @param codec How; a dense codec leaves little behind, float32 less than 2^-32 a value below 2^-8
   * @returns The payload and the norms
   */
  flush(codec: Codec = this.codec): Encoded {
    // What is read has been decayed; nothing is carried beside it.
    const { residual } = this;
    return this.#keep(codec.encode(residual as Float32Array, this.#spare));
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
    this.#factor = 1;
  }

  #assertLength(vector: Readonly<FloatArray>, what: string): void {
    const n = this.#residual.length;
    if (vector.length === n) return;
    throw new CodecError(
      `Cannot encode the update: the ${what} has ${vector.length} values, not ${n}`,
    );
  }
}
