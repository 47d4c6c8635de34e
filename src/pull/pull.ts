import type { Random } from "../random/mod.ts";
import { ChunkSet } from "./chunk_set.ts";
import type { Asked, Neighbour, Note } from "./neighbour.ts";
import { chunksIn, type Payload } from "./types.ts";

/** Among so many chunks, from a random place on, the rarest is looked for. */
const LOOKED_AT = 128;

/** One payload on its way here: what has come, what was asked for, and how rare the rest is. */
export class Pull {
  /** What is pulled. */
  readonly payload: Payload;
  /** What has come and was verified. */
  readonly had: ChunkSet;
  /** What was asked for and has not come, by chunk. */
  readonly asked: Map<number, Asked> = new Map();
  /** Neighbours that have told what they have of it. */
  readonly sources: Set<Neighbour> = new Set();
  /** Whether neighbours were asked what they have. */
  isToldOf = false;
  /** Since when there is nobody to ask or to wait for, ms. */
  stalledSince: number | undefined;
  /** Chunks that nobody was asked for, in no order. */
  readonly #free: number[];
  /** Where each of them is in that list, -1 for others. */
  readonly #place: Int32Array;
  /** How many neighbours have each chunk, those that have all left out. */
  readonly #copies: Uint16Array;

  /** Nothing has come yet. */
  constructor(payload: Payload) {
    this.payload = payload;
    const size = chunksIn(payload);
    this.had = new ChunkSet(size);
    this.#free = Array.from({ length: size }, (_, index) => index);
    this.#place = Int32Array.from(this.#free);
    this.#copies = new Uint16Array(size);
  }

  /** Whether anybody is known to have all of it. */
  get isAnywhere(): boolean {
    for (const { notes } of this.sources) {
      if (notes.get(this.payload.id)?.has === "all") return true;
    }
    return false;
  }

  /** Chunks that nobody was asked for. */
  get free(): readonly number[] {
    return this.#free;
  }

  /** Whether nobody was asked for a chunk, and it has not come. */
  isFree(index: number): boolean {
    return this.#place[index]! >= 0;
  }

  /** Somebody is known to have one more chunk, or (-1) is no longer. */
  count(index: number, change: 1 | -1): void {
    this.#copies[index]! += change;
  }

  /** A chunk was asked for. */
  ask(asked: Asked): void {
    const { index } = asked;
    this.#take(index);
    this.asked.set(index, asked);
    asked.of.asked.add(asked);
  }

  /** What was asked for is not waited for any more. */
  release(asked: Asked): void {
    this.asked.delete(asked.index);
    asked.of.asked.delete(asked);
    if (this.had.has(asked.index)) return;
    this.#place[asked.index] = this.#free.length;
    this.#free.push(asked.index);
  }

  /** A chunk has come and was verified. */
  add(index: number): void {
    const asked = this.asked.get(index);
    this.had.add(index);
    if (asked !== undefined) this.release(asked);
    if (this.isFree(index)) this.#take(index);
  }

  /**
   * The rarest of the free chunks that a neighbour has, at random among equals:
   * so those who pull at the same time ask for unlike ones, and have something for each other.
   */
  pick(note: Note, random: Random): number | undefined {
    const free = this.#free;
    if (free.length === 0) return undefined;
    const first = random.below(free.length);
    let best: number | undefined;
    let looked = 0;
    for (let k = 0; k < free.length && looked < LOOKED_AT; k++) {
      const index = free[(first + k) % free.length]!;
      if (note.has !== "all" && !note.has.has(index)) continue;
      looked++;
      if (best === undefined || this.#copies[index]! < this.#copies[best]!) {
        best = index;
      }
    }
    return best;
  }

  #take(index: number): void {
    const place = this.#place[index]!;
    const last = this.#free.pop()!;
    if (last !== index) {
      this.#free[place] = last;
      this.#place[last] = place;
    }
    this.#place[index] = -1;
  }
}
