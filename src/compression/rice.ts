/** Gaps that share a parameter. */
const BLOCK = 32;

/** Bits that a parameter takes, and the largest that a gap below 2^31 can need. */
const PARAMETER_BITS = 5, LARGEST = 30;

/**
 * Writes strictly increasing indices as Golomb-Rice codes of their gaps: index - previous - 1, the previous of the first
 * being -1.
 *
 * Where each coordinate is chosen with the same chance the gaps are geometric, for which these codes are within 5 % of the
 * entropy (Golomb 1966, Gallager and van Voorhis 1975). A parameter for each 32 gaps follows what a model's layers do: they
 * are chosen from at very different rates.
 *
 * Written so, no order but the increasing one can be expressed, and no index twice.
 */
export class RiceWriter {
  #gaps = new Uint32Array(0);
  #parameters = new Uint8Array(0);
  #count = 0;

  /**
   * Chooses the parameters, each so that its block is as short as it can be.
   *
   * @param indices Increasing indices, each below 2^31
   * @returns Bytes that they take
   */
  plan(indices: Uint32Array): number {
    const count = this.#count = indices.length;
    const blocks = Math.ceil(count / BLOCK);
    if (this.#gaps.length < count) {
      this.#gaps = new Uint32Array(count);
      this.#parameters = new Uint8Array(blocks);
    }
    const gaps = this.#gaps;
    let bits = PARAMETER_BITS * blocks, previous = -1;
    for (let block = 0; block < blocks; block++) {
      const start = block * BLOCK, end = Math.min(count, start + BLOCK);
      for (let j = start; j < end; j++) {
        const index = indices[j]!;
        gaps[j] = index - previous - 1;
        previous = index;
      }
      const mean = (previous + 1 - (start > 0 ? indices[start - 1]! + 1 : 0)) /
        (end - start);
      const guess = Math.floor(Math.log2(Math.max(1, Math.LN2 * mean)));
      let best = Infinity;
      for (let b = Math.max(0, guess - 1); b <= guess + 1; b++) {
        let length = (end - start) * (1 + b);
        for (let j = start; j < end; j++) length += gaps[j]! >>> b;
        if (length >= best) continue;
        best = length;
        this.#parameters[block] = b;
      }
      bits += best;
    }
    return Math.ceil(bits / 8);
  }

  /**
   * Writes what was planned last.
   *
   * @param bytes Receives the codes, zeros up to now
   * @param at Offset of the first byte
   */
  write(bytes: Uint8Array, at: number): void {
    const count = this.#count, gaps = this.#gaps;
    // The lowest `held` bits of `bits` are still to be written; fewer than 8 of them between two codes.
    let bits = 0, held = 0, b = 0;
    for (let j = 0; j < count; j++) {
      if (j % BLOCK === 0) {
        b = this.#parameters[j / BLOCK]!;
        bits |= b << held;
        held += PARAMETER_BITS;
      }
      const gap = gaps[j]!;
      let ones = gap >>> b;
      for (; ones >= 16; ones -= 16) {
        for (bits |= 0xffff << held, held += 16; held >= 8; held -= 8) {
          bytes[at++] = bits;
          bits >>>= 8;
        }
      }
      // At most 12 bits are held here, 15 ones follow, and the zero that ends them.
      bits |= ((1 << ones) - 1) << held;
      for (held += ones + 1; held >= 8; held -= 8) {
        bytes[at++] = bits;
        bits >>>= 8;
      }
      let rest = gap & ((1 << b) - 1), left = b;
      for (; left > 16; left -= 16, rest >>>= 16) {
        for (
          bits |= (rest & 0xffff) << held, held += 16;
          held >= 8;
          held -= 8
        ) {
          bytes[at++] = bits;
          bits >>>= 8;
        }
      }
      bits |= rest << held;
      for (held += left; held >= 8; held -= 8) {
        bytes[at++] = bits;
        bits >>>= 8;
      }
    }
    if (held > 0) bytes[at] = bits;
  }
}

/**
 * Reads what {@linkcode RiceWriter} wrote, or looks through bytes from anyone; stops at the first fault.
 *
 * Takes O(bytes) time whatever they are, and no memory.
 *
 * @param bytes The codes, to the end
 * @param start Offset of the first byte
 * @param count Number of indices there must be
 * @param n All indices must be below this, 2^31 at most
 * @param out Receives the indices, increasing; undefined to look only
 * @returns What is wrong, or undefined
 */
export function readIndices(
  bytes: Uint8Array,
  start: number,
  count: number,
  n: number,
  out?: Uint32Array,
): string | undefined {
  const end = bytes.length;
  // The next bit is bit `offset` of byte `at`.
  let at = start, offset = 0, b = 0, index = -1;
  for (let j = 0; j < count; j++) {
    if (j % BLOCK === 0) {
      if (at + (offset + PARAMETER_BITS > 8 ? 1 : 0) >= end) {
        return endsWithin(j, count);
      }
      b = ((bytes[at]! | ((bytes[at + 1] ?? 0) << 8)) >>> offset) & 31;
      offset += PARAMETER_BITS;
      at += offset >> 3;
      offset &= 7;
      if (b > LARGEST) return `the parameter of index ${j} is ${b}`;
    }
    let gap = -1;
    if (at + 4 <= end) {
      // Nearly every code lies within the 25 bits or more that come with four bytes.
      const word = (bytes[at]! | (bytes[at + 1]! << 8) |
        (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> offset;
      const ones = 31 - Math.clz32(~word & (word + 1));
      const bits = ones + 1 + b;
      // Ones alone end nowhere in these four bytes.
      if (ones >= 0 && bits <= 25) {
        gap = (ones << b) + ((word >>> (ones + 1)) & ((1 << b) - 1));
        offset += bits;
        at += offset >> 3;
        offset &= 7;
      }
    }
    if (gap < 0) {
      let ones = 0, rest = 0;
      for (let bit = 1; bit === 1;) {
        if (at === end) return endsWithin(j, count);
        bit = (bytes[at]! >> offset) & 1;
        ones += bit;
        if (ones >= n) return `index ${j} is beyond the ${n} values`;
        at += ++offset >> 3;
        offset &= 7;
      }
      for (let i = 0; i < b; i++) {
        if (at === end) return endsWithin(j, count);
        rest |= ((bytes[at]! >> offset) & 1) << i;
        at += ++offset >> 3;
        offset &= 7;
      }
      gap = ones * 2 ** b + rest;
    }
    index += gap + 1;
    if (index >= n) return `index ${j} is beyond the ${n} values`;
    if (out !== undefined) out[j] = index;
  }
  const bits = offset === 0 ? 0 : bytes[at++]! >> offset;
  if (at < end) return `${end - at} bytes follow the last index`;
  return bits === 0 ? undefined : "bits follow the last index";
}

/**
 * The most bytes that {@linkcode RiceWriter} makes of indices.
 *
 * @param count How many
 * @param n All are below this
 * @returns Bytes
 */
export function longestIndices(count: number, n: number): number {
  if (count === 0) return 0;
  // No block is longer than with the parameter that suits the mean gap.
  let least = Infinity;
  for (let b = 0; b <= LARGEST; b++) {
    least = Math.min(least, Math.floor((n - count) / 2 ** b) + count * (1 + b));
  }
  return Math.ceil((least + PARAMETER_BITS * Math.ceil(count / BLOCK)) / 8);
}

function endsWithin(j: number, count: number): string {
  return `it ends within index ${j} of ${count}`;
}
