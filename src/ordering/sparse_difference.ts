import type { SparseView } from "../compression/mod.ts";
import { LANES } from "./dot.ts";

/** The difference of two sparse vectors: it costs what they hold. */
export class SparseDifference {
  #indices = new Uint32Array(0);
  #values = new Float32Array(0);
  #count = 0;

  /** Bytes held. */
  get bytes(): number {
    return this.#indices.byteLength + this.#values.byteLength;
  }

  /** z = a - b, rounded to float32. */
  take(a: SparseView, b: SparseView): void {
    const m = a.indices.length, n = b.indices.length;
    if (this.#indices.length < m + n) {
      this.#indices = new Uint32Array(m + n);
      this.#values = new Float32Array(m + n);
    }
    const indices = this.#indices, values = this.#values;
    const end = a.length; // beyond all indices
    let i = 0, j = 0, count = 0;
    while (i < m || j < n) {
      const left = i < m ? a.indices[i]! : end;
      const right = j < n ? b.indices[j]! : end;
      const index = left < right ? left : right;
      indices[count] = index;
      values[count++] = (left === index ? a.values[i++]! : 0) -
        (right === index ? b.values[j++]! : 0);
    }
    this.#count = count;
  }

  /** lanes += r * z. Zeros left out would change no partial sum. */
  project(sum: Float64Array, lanes: Float64Array): void {
    const indices = this.#indices, values = this.#values;
    for (let j = 0; j < this.#count; j++) {
      const index = indices[j]!;
      lanes[index & (LANES - 1)]! += sum[index]! * values[j]!;
    }
  }

  /** r += factor * z. */
  fold(sum: Float64Array, factor: number): void {
    const indices = this.#indices, values = this.#values;
    for (let j = 0; j < this.#count; j++) {
      sum[indices[j]!]! += factor * values[j]!;
    }
  }
}
