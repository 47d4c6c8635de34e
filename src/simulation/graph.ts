import { BitMatrix, ones } from "./bit_matrix.ts";

/** A mesh at one moment, laid out to be walked fast. */
export class Graph {
  /** Who takes part. */
  readonly members: Int32Array;
  /** Where each peer's neighbours begin in `targets`; length peers + 1. */
  readonly offsets: Int32Array;
  /** All neighbours, in the order in which each peer serves them. */
  readonly targets: Int32Array;
  /** Which part of the mesh each peer is in; -1 where it is no member. */
  readonly component: Int32Array;
  /** How many parts there are. */
  readonly components: number;
  /** Members in each part. */
  readonly sizes: readonly number[];
  readonly #isLinked = new BitMatrix();
  /** Bits set in each row before each word. */
  readonly #before: Uint16Array;
  /** What each peer passes on, by the link that it had the message from; -1 where not known yet. */
  readonly #relays: Int16Array;

  /**
   * @param rows each peer's neighbours; symmetric
   * @param members who takes part
   */
  constructor(
    rows: readonly (readonly number[])[],
    members: readonly number[],
  ) {
    this.members = Int32Array.from(members);
    this.offsets = new Int32Array(rows.length + 1);
    for (const [peer, row] of rows.entries()) {
      this.offsets[peer + 1] = this.offsets[peer]! + row.length;
    }
    this.targets = new Int32Array(this.offsets[rows.length]!);
    this.#isLinked.grow(rows.length);
    for (const [peer, row] of rows.entries()) {
      this.targets.set(row, this.offsets[peer]);
      for (const other of row) {
        if (other < peer) this.#isLinked.setBoth(peer, other, true);
      }
    }
    this.#before = this.#countBefore();
    this.#relays = new Int16Array(this.targets.length).fill(-1);
    this.component = new Int32Array(rows.length).fill(-1);
    this.sizes = this.#findComponents();
    this.components = this.sizes.length;
  }

  /** Rows of bits that say who is linked with whom, `words` words each. */
  get bits(): Int32Array {
    return this.#isLinked.bits;
  }

  /** 32-bit words in a row of `bits`. */
  get words(): number {
    return this.#isLinked.words;
  }

  /** Whether two peers are neighbours. */
  isLinked(a: number, b: number): boolean {
    return this.#isLinked.has(a, b);
  }

  /**
   * Copies that a peer passes on when it has a message from a neighbour first:
   * one to each of its neighbours, but for that one and for those that it serves itself.
   */
  relays(peer: number, from: number): number {
    const { words, bits } = this.#isLinked, offset = this.offsets[peer]!;
    const word = peer * words + (from >>> 5);
    const link = offset + this.#before[word]! +
      ones(bits[word]! & (1 << (from & 31)) - 1);
    const known = this.#relays[link]!;
    if (known >= 0) return known;
    const degree = this.offsets[peer + 1]! - offset;
    return this.#relays[link] = degree - 1 - this.#isLinked.common(from, peer);
  }

  #countBefore(): Uint16Array {
    const { words, bits } = this.#isLinked;
    const before = new Uint16Array(bits.length);
    for (let i = 0; i < bits.length; i++) {
      if (i % words !== 0) before[i] = before[i - 1]! + ones(bits[i - 1]!);
    }
    return before;
  }

  #findComponents(): number[] {
    const { component, offsets, targets } = this;
    const stack: number[] = [], sizes: number[] = [];
    for (const first of this.members) {
      if (component[first] !== -1) continue;
      const name = sizes.push(0) - 1;
      component[first] = name;
      stack.push(first);
      for (let peer; (peer = stack.pop()) !== undefined;) {
        sizes[name]!++;
        for (let i = offsets[peer]!; i < offsets[peer + 1]!; i++) {
          const other = targets[i]!;
          if (component[other] !== -1) continue;
          component[other] = name;
          stack.push(other);
        }
      }
    }
    return sizes;
  }
}
