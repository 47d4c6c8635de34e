/**
 * The indices of the k largest magnitudes, exactly, in increasing order; among equals the lower index goes first.
 *
 * The bits of a non-negative float32, read as an integer, order as the number does. A histogram of the upper 11 bits finds the
 * bin that the k-th largest falls into; two more, of 10 bits each and of that bin alone, its exact bits: two passes over
 * the vector and no sorting. Magnitudes are compared as float32; zeros are never chosen, so fewer than k may come back.
 */
export class TopKSelector {
  readonly #upper = new Uint32Array(1 << 11);
  readonly #lower = new Uint32Array(1 << 10);
  #float = new Float32Array(0);
  #candidates = new Uint32Array(0);

  /**
   * Selects.
   *
   * @param values Finite values, float64, length n
   * @param k How many, at most n
   * @returns The chosen indices, increasing: min(k, number of non-zeros) of them
   */
  select(values: Float64Array, k: number): Uint32Array {
    const n = values.length;
    if (this.#float.length < n) this.#float = new Float32Array(n);
    const bits = new Uint32Array(this.#float.buffer, 0, n);
    const upper = this.#upper.fill(0);
    countUpper(values, this.#float, bits, upper);
    let { bin: prefix, above } = binOf(upper, 0, k);

    const count = above + upper[prefix]!;
    if (this.#candidates.length < count) {
      this.#candidates = new Uint32Array(count);
    }
    const candidates = this.#candidates.subarray(0, count);
    collect(bits, prefix << 20, candidates);

    for (const shift of [10, 0]) {
      const lower = this.#lower.fill(0);
      for (let j = 0; j < count; j++) {
        const magnitude = bits[candidates[j]!]! & 0x7fffffff;
        if (magnitude >>> (shift + 10) === prefix) {
          lower[(magnitude >>> shift) & 1023]!++;
        }
      }
      const found = binOf(lower, above, k);
      above = found.above;
      prefix = prefix * 1024 + found.bin;
    }

    const threshold = prefix;
    let ties = threshold === 0 ? 0 : k - above;
    const chosen = new Uint32Array(above + ties);
    let at = 0;
    for (let j = 0; j < count; j++) {
      const index = candidates[j]!;
      const magnitude = bits[index]! & 0x7fffffff;
      if (magnitude > threshold || (magnitude === threshold && ties-- > 0)) {
        chosen[at++] = index;
      }
    }
    return chosen;
  }
}

// The bin that holds the k-th largest, and how many lie above the bin.
function binOf(
  histogram: Uint32Array,
  above: number,
  k: number,
): { bin: number; above: number } {
  let bin = histogram.length - 1;
  while (bin > 0 && above + histogram[bin]! < k) above += histogram[bin--]!;
  return { bin, above };
}

function countUpper(
  values: Float64Array,
  float: Float32Array,
  bits: Uint32Array,
  upper: Uint32Array,
): void {
  for (let i = 0; i < values.length; i++) {
    float[i] = values[i]!;
    upper[(bits[i]! & 0x7fffffff) >>> 20]!++;
  }
}

function collect(
  bits: Uint32Array,
  least: number,
  candidates: Uint32Array,
): void {
  let at = 0;
  for (let i = 0; i < bits.length; i++) {
    if ((bits[i]! & 0x7fffffff) >= least) candidates[at++] = i;
  }
}
