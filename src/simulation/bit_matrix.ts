/** A square matrix of bits that grows: relations between peers, one row each. */
export class BitMatrix {
  #size = 0;
  #words = 0;
  #bits = new Int32Array(0);

  /** 32-bit words in a row. */
  get words(): number {
    return this.#words;
  }

  /** All rows, one after the other, `words` words each. Another array once the matrix has grown. */
  get bits(): Int32Array {
    return this.#bits;
  }

  /** Makes room for indices below `size`. */
  grow(size: number): void {
    if (size <= this.#size) return;
    const wanted = Math.max(64, size, 2 * this.#size);
    const words = Math.ceil(wanted / 32);
    const bits = new Int32Array(wanted * words);
    for (let row = 0; row < this.#size; row++) {
      const start = row * this.#words;
      bits.set(this.#bits.subarray(start, start + this.#words), row * words);
    }
    this.#size = wanted;
    this.#words = words;
    this.#bits = bits;
  }

  /** Whether the bit is set; indices out of range are not. */
  has(row: number, column: number): boolean {
    if (row >= this.#size || column >= this.#size) return false;
    const word = this.#bits[row * this.#words + (column >>> 5)]!;
    return (word >>> (column & 31) & 1) === 1;
  }

  /** Sets or clears a bit and its mirror image. */
  setBoth(a: number, b: number, value: boolean): void {
    this.grow(Math.max(a, b) + 1);
    this.#set(a, b, value);
    this.#set(b, a, value);
  }

  /** Clears everything. */
  clear(): void {
    this.#bits.fill(0);
  }

  /** How many columns two rows have in common. */
  common(a: number, b: number): number {
    const words = this.#words, bits = this.#bits;
    let count = 0;
    for (let i = a * words, j = b * words, end = i + words; i < end; i++, j++) {
      count += ones(bits[i]! & bits[j]!);
    }
    return count;
  }

  #set(row: number, column: number, value: boolean): void {
    const at = row * this.#words + (column >>> 5), bit = 1 << (column & 31);
    this.#bits[at] = value ? this.#bits[at]! | bit : this.#bits[at]! & ~bit;
  }
}

/** How many bits of a word are set. */
export function ones(word: number): number {
  let n = word - (word >>> 1 & 0x55555555);
  n = (n & 0x33333333) + (n >>> 2 & 0x33333333);
  return Math.imul(n + (n >>> 4) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
