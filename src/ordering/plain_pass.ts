import { LANES } from "./dot.ts";
import type { DensePass } from "./signed_sum.ts";
import { toDense, type Vector } from "./vector.ts";

/** The pass as plain loops: the fastest for short vectors, and the reference for the vector instructions. */
export class PlainPass implements DensePass {
  /** r, padded to a multiple of 8. */
  readonly sum: Float64Array;
  readonly #last: Float32Array;
  readonly #a: Float32Array;
  readonly #b: Float32Array;

  /** @param dimension length of the vectors */
  constructor(dimension: number) {
    const padded = Math.ceil(dimension / LANES) * LANES;
    this.sum = new Float64Array(padded);
    this.#last = new Float32Array(padded);
    this.#a = new Float32Array(dimension);
    this.#b = new Float32Array(dimension);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.sum.byteLength + this.#last.byteLength +
      this.#a.byteLength + this.#b.byteLength;
  }

  /** See {@linkcode DensePass.step}. */
  step(a: Vector, b: Vector, factor: number, lanes: Float64Array): void {
    if (factor !== 0) this.fold(factor);
    const x = toDense(a, this.#a), y = toDense(b, this.#b);
    const z = this.#last, r = this.sum;
    for (let i = 0; i < x.length; i++) z[i] = x[i]! - y[i]!;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (let i = 0; i < z.length; i += LANES) {
      s0 += r[i]! * z[i]!;
      s1 += r[i + 1]! * z[i + 1]!;
      s2 += r[i + 2]! * z[i + 2]!;
      s3 += r[i + 3]! * z[i + 3]!;
      s4 += r[i + 4]! * z[i + 4]!;
      s5 += r[i + 5]! * z[i + 5]!;
      s6 += r[i + 6]! * z[i + 6]!;
      s7 += r[i + 7]! * z[i + 7]!;
    }
    lanes[0] = s0, lanes[1] = s1, lanes[2] = s2, lanes[3] = s3;
    lanes[4] = s4, lanes[5] = s5, lanes[6] = s6, lanes[7] = s7;
  }

  /** See {@linkcode DensePass.fold}. */
  fold(factor: number): void {
    const z = this.#last, r = this.sum;
    for (let i = 0; i < z.length; i++) r[i]! += factor * z[i]!;
  }
}
