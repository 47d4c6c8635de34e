/** Which chunks of one payload somebody has. One bit for each, the first in the lowest bit of the first byte. */
export class ChunkSet {
  /** Chunks that the payload has. */
  readonly size: number;
  readonly #bits: Uint8Array;
  #count = 0;

  /** None of `size` chunks. */
  constructor(size: number) {
    this.size = size;
    this.#bits = new Uint8Array(Math.ceil(size / 8));
  }

  /** All of `size` chunks. */
  static all(size: number): ChunkSet {
    const set = new ChunkSet(size);
    for (let i = 0; i < size; i++) set.add(i);
    return set;
  }

  /**
   * Reads {@linkcode ChunkSet.bytes}, which may be a stranger's: bits beyond the last chunk are ignored.
   *
   * @returns undefined where there are too few or too many bytes
   */
  static from(bytes: Uint8Array, size: number): ChunkSet | undefined {
    if (bytes.length !== Math.ceil(size / 8)) return undefined;
    const set = new ChunkSet(size);
    for (let i = 0; i < size; i++) {
      if ((bytes[i >> 3]! >> (i & 7) & 1) === 1) set.add(i);
    }
    return set;
  }

  /** How many are in the set. */
  get count(): number {
    return this.#count;
  }

  /** Whether all are. */
  get isFull(): boolean {
    return this.#count === this.size;
  }

  /** The bits, not to be written to. */
  get bytes(): Uint8Array {
    return this.#bits;
  }

  /** Whether a chunk is in the set. */
  has(index: number): boolean {
    return index < this.size &&
      (this.#bits[index >> 3]! >> (index & 7) & 1) === 1;
  }

  /** Adds a chunk; returns whether it is new. */
  add(index: number): boolean {
    if (index >= this.size || this.has(index)) return false;
    this.#bits[index >> 3]! |= 1 << (index & 7);
    this.#count++;
    return true;
  }

  /** The chunks in the set, in ascending order. */
  *[Symbol.iterator](): Generator<number, void> {
    for (let i = 0; i < this.size; i++) if (this.has(i)) yield i;
  }
}
