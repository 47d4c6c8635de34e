import { bytesOf, type Vector } from "./vector.ts";

/** The two gradients of a pair, as far as they are here. */
export class HeldPair {
  /** The one at the even position. */
  first: Vector | undefined = undefined;
  /** The one at the odd position. */
  second: Vector | undefined = undefined;

  /** Whether both are here. */
  get isComplete(): boolean {
    return this.first !== undefined && this.second !== undefined;
  }

  /** Bytes of what is here. */
  get bytes(): number {
    return (this.first === undefined ? 0 : bytesOf(this.first)) +
      (this.second === undefined ? 0 : bytesOf(this.second));
  }
}

/** One rank's pairs in an epoch: what is decided, folded and held of each. */
export class RankPairs {
  /** How many. */
  readonly pairs: number;
  /** The sign of each, 0 where it is not decided. */
  readonly signs: Int8Array;
  /** The sign that each is in the sum with, 0 where it is not in it. */
  readonly folded: Int8Array;
  /** 1 where the sign is the owner's word. */
  readonly published: Uint8Array;
  /** Gradients, by pair. */
  readonly held: Map<number, HeldPair> = new Map();
  /** Whether nobody waits for this rank any more. */
  left = false;
  /** Signs that the owner has taken to publish. */
  taken = 0;
  readonly #room: number;
  readonly #kept: number[] = [];

  /**
   * @param room pairs to keep after they are folded
   */
  constructor(pairs: number, room: number) {
    this.pairs = pairs;
    this.signs = new Int8Array(pairs);
    this.folded = new Int8Array(pairs);
    this.published = new Uint8Array(pairs);
    this.#room = room;
  }

  /** A pair that is complete and not in the sum. */
  complete(pair: number): HeldPair | undefined {
    const held = this.held.get(pair);
    if (held === undefined || this.folded[pair] !== 0) return undefined;
    return held.isComplete ? held : undefined;
  }

  /**
   * Lets a folded pair go, or keeps it for its owner's word and lets an older one
   * go instead.
   *
   * @returns bytes let go
   */
  keep(pair: number): number {
    if (this.#room === 0 || this.published[pair] !== 0) {
      return this.release(pair);
    }
    this.#kept.push(pair);
    return this.#kept.length > this.#room ? this.releaseOldest() : 0;
  }

  /** Lets the oldest of the pairs go that are kept; returns its bytes. */
  releaseOldest(): number {
    const oldest = this.#kept.shift();
    return oldest === undefined ? 0 : this.release(oldest);
  }

  /** Lets a pair go; returns its bytes. */
  release(pair: number): number {
    const held = this.held.get(pair);
    if (held === undefined) return 0;
    this.held.delete(pair);
    return held.bytes;
  }
}
