import type { SparseView } from "../compression/mod.ts";
import { LANES, sumLanes } from "./dot.ts";
import { PlainPass } from "./plain_pass.ts";
import { SimdPass } from "./simd_pass.ts";
import { SparseDifference } from "./sparse_difference.ts";
import type { Vector } from "./vector.ts";

/**
 * How dense differences are gone through. All give the same bits; what they do
 * not share is speed.
 */
export interface DensePass {
  /** r, float64: zeros at first, as long as the vectors or padded with zeros. */
  readonly sum: Float64Array;
  /** Bytes held, r included. */
  readonly bytes: number;
  /** r += factor * (the last difference); the last := a - b; lanes += r * the last. */
  step(a: Vector, b: Vector, factor: number, lanes: Float64Array): void;
  /** r += factor * (the last difference). */
  fold(factor: number): void;
}

/** Below so many values a call into WebAssembly costs more than it saves. */
const SHORT = 512;

/**
 * PairBalance's running sum r of signed differences.
 *
 * {@linkcode SignedSum.project} takes a difference z = a - b and returns <r, z>;
 * {@linkcode SignedSum.fold} adds it with the sign that follows. On the way of
 * one z the one before is folded, so that r is gone through once for each z.
 *
 * z is rounded to float32, r is float64 and <r, z> is summed in the order of
 * `dot`, whether the vectors are dense or sparse, with or without vector
 * instructions: the sign is the same to the last bit. Where the vectors are on a
 * grid, as those that updates decode to, r is exact, and does not depend on the order of folding.
 *
 * @example
 * ```ts
 * import { SignedSum } from "./signed_sum.ts";
 *
 * const sum = new SignedSum(2);
 * const projection = sum.project(Float32Array.of(1, 2), Float32Array.of(0, 4));
 * sum.fold(projection <= 0 ? 1 : -1);
 * sum.values; // [1, -2]
 * ```
 */
export class SignedSum {
  /** Length of the vectors, d. */
  readonly dimension: number;
  readonly #pass: DensePass;
  readonly #sparse = new SparseDifference();
  readonly #lanes = new Float64Array(LANES);
  #isSparse = false;
  /** What the pass's last difference still has to be folded with. */
  #due = 0;

  /**
   * Starts at zero.
   *
   * @param dimension length of the vectors
   * @param options.simd whether to use vector instructions; by default where they pay
   */
  constructor(dimension: number, options: { simd?: boolean } = {}) {
    this.dimension = dimension;
    this.#pass = options.simd ?? dimension >= SHORT
      ? new SimdPass(dimension)
      : new PlainPass(dimension);
  }

  /** r, float64, length d; read it only, and before the next call. */
  get values(): Float64Array {
    this.#settle();
    return this.#pass.sum.subarray(0, this.dimension);
  }

  /**
   * Infinity norm of r, without what was folded last: nothing is changed by looking.
   *
   * @param most coordinates to look at, evenly spread where there are more
   */
  largest(most: number): number {
    const { dimension } = this, { sum } = this.#pass;
    const stride = Math.max(1, Math.ceil(dimension / most));
    let largest = 0;
    for (let i = 0; i < dimension; i += stride) {
      const size = Math.abs(sum[i]!);
      if (size > largest) largest = size;
    }
    return largest;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#pass.bytes + this.#sparse.bytes;
  }

  /**
   * Takes the difference z = a - b and projects it on the sum.
   *
   * @returns <r, z>
   * @throws {RangeError} If a length differs
   */
  project(a: Vector, b: Vector): number {
    if (a.length !== this.dimension || b.length !== this.dimension) {
      throw new RangeError(
        `Cannot project vectors of ${a.length} and ${b.length} values: the sum has ${this.dimension}`,
      );
    }
    const lanes = this.#lanes.fill(0);
    this.#isSparse = isSparse(a) && isSparse(b);
    if (isSparse(a) && isSparse(b)) {
      this.#settle();
      this.#sparse.take(a, b);
      this.#sparse.project(this.#pass.sum, lanes);
    } else {
      this.#pass.step(a, b, this.#due, lanes);
      this.#due = 0;
    }
    return sumLanes(lanes);
  }

  /**
   * Adds the difference projected last, r += factor * z, once.
   *
   * @param factor the sign; 2 or -2 turns a sign that was folded before
   */
  fold(factor: number): void {
    if (this.#isSparse) this.#sparse.fold(this.#pass.sum, factor);
    else this.#due += factor;
  }

  /** Back to zero, as at the start of an epoch. */
  clear(): void {
    this.#due = 0;
    this.#isSparse = false;
    this.#pass.sum.fill(0);
  }

  #settle(): void {
    if (this.#due !== 0) this.#pass.fold(this.#due);
    this.#due = 0;
  }
}

function isSparse(vector: Vector): vector is SparseView {
  return !(vector instanceof Float32Array) && vector.kind === "sparse";
}
