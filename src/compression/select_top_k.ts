import {
  CHUNK,
  eachChunk,
  type FloatArray,
  type Intended,
  OUT,
  VALUES,
} from "./chunks.ts";
import { leastOfSample } from "./sample.ts";

/** The chosen values of a vector. */
export interface Chosen {
  /** Where they are, increasing. */
  readonly indices: Uint32Array;
  /** The values there. */
  readonly values: Float32Array;
  /** Euclidean norm of the whole vector. */
  readonly norm: number;
}

/**
 * The k largest magnitudes, exactly, in the order of their indices; among equals the lower index goes first.
 *
 * The bits of a non-negative float32, read as an integer, order as the number does. A sample says what magnitude a few more
 * than k exceed; one pass with vector instructions collects these, and histograms of their bits (11, 10 and 10 of them) find
 * the k-th largest among them without sorting. Where the sample was misleading the pass is repeated with a lower bound, so
 * chance decides about time alone. Magnitudes are compared as float32; zeros are never chosen, so fewer than k may come back.
 */
export class TopKSelector {
  readonly #counts = new Uint32Array(1 << 11);
  #places = new Uint32Array(0);
  #values = new Float32Array(0);
  #count = 0;

  /**
   * Selects.
   *
   * @param intended Values that float32 can hold, length n
   * @param left Receives the vector as float32, length n
   * @param k How many, at most n
   * @returns min(k, number of non-zeros) places and values
   * @throws {CodecError} If a value is NaN or too large for float32; `left` is then undefined
   */
  select(intended: Intended, left: FloatArray, k: number): Chosen {
    let least = leastOfSample(intended, k, this.#counts);
    let norm = this.#collect(intended, left, least);
    while (this.#count < k && least > 1) {
      // A quarter of the magnitude; soon everything that is not zero.
      least = Math.max(1, least - (2 << 23));
      norm = this.#collect({ step: left }, left, least);
    }
    const places = this.#places.subarray(0, this.#count);
    const values = this.#values.subarray(0, this.#count);
    if (places.length <= k) {
      return { indices: places.slice(), values: values.slice(), norm };
    }
    return { ...this.#largest(places, values, k), norm };
  }

  /** Finds the places of all magnitudes whose bits are at least so much; returns the norm of the vector. */
  #collect(intended: Intended, left: FloatArray, least: number): number {
    this.#count = 0;
    return eachChunk(intended, left, CHUNK, (work, start, _, padded, sums) => {
      const { kernel, uint32, float32 } = work;
      const found = kernel.collect(VALUES, least, start, OUT, padded, sums);
      this.#reserve(found);
      const places = this.#places, values = this.#values;
      for (let j = 0, at = this.#count; j < found; j++, at++) {
        const place = uint32[OUT / 4 + j]!;
        places[at] = place;
        values[at] = float32[VALUES / 4 + place - start]!;
      }
      this.#count += found;
    }).residualNorm;
  }

  #reserve(more: number): void {
    const needed = this.#count + more;
    if (this.#places.length >= needed) return;
    const length = Math.max(CHUNK, 2 * needed);
    const places = new Uint32Array(length), values = new Float32Array(length);
    places.set(this.#places);
    values.set(this.#values);
    this.#places = places;
    this.#values = values;
  }

  /** The k largest of more than k. */
  #largest(
    places: Uint32Array,
    values: Float32Array,
    k: number,
  ): { indices: Uint32Array; values: Float32Array } {
    const bits = new Uint32Array(values.buffer, 0, values.length);
    let above = 0, prefix = 0;
    for (const [shift, width] of [[20, 11], [10, 10], [0, 10]] as const) {
      const counts = this.#counts.fill(0);
      const mask = (1 << width) - 1;
      for (let j = 0; j < bits.length; j++) {
        const magnitude = bits[j]! & 0x7fffffff;
        if (magnitude >>> (shift + width) === prefix) {
          counts[(magnitude >>> shift) & mask]!++;
        }
      }
      // The bin that the k-th largest falls into, and how many lie above it.
      let bin = mask;
      while (bin > 0 && above + counts[bin]! < k) above += counts[bin--]!;
      prefix = (prefix << width) | bin;
    }
    let ties = k - above, at = 0;
    const indices = new Uint32Array(k), chosen = new Float32Array(k);
    for (let j = 0; j < bits.length; j++) {
      const magnitude = bits[j]! & 0x7fffffff;
      // Nobody can predict which are chosen, so all are written, and those that are not are written over.
      indices[at] = places[j]!;
      chosen[at] = values[j]!;
      at += (prefix - magnitude) >>> 31;
      if (magnitude === prefix && ties-- > 0) at++;
    }
    return { indices, values: chosen };
  }
}
