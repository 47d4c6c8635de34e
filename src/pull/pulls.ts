import type { Neighbour, Note } from "./neighbour.ts";
import { Pull } from "./pull.ts";
import type { Payload } from "./types.ts";

/** How many payloads may be on their way: of a thousand publishers a few each. */
const MOST_PULLS = 4096;

/** The payloads that are on their way here, the oldest first. */
export class Pulls {
  /** By name. */
  readonly all: Map<string, Pull> = new Map();
  /** What there is no room for as yet, in the order in which it was asked for. */
  readonly #waiting = new Map<string, Payload>();
  readonly #limit: number;
  #bytes = 0;

  /** @param limit bytes of all of them; one may be in any case */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a payload is on its way, or waits for room. */
  has(id: string): boolean {
    return this.all.has(id) || this.#waiting.has(id);
  }

  /** What waited longest, begun where there is room for it now. */
  next(neighbours: Iterable<Neighbour>): Pull | undefined {
    for (const payload of this.#waiting.values()) {
      const pull = this.begin(payload, neighbours);
      if (pull !== undefined) this.#waiting.delete(payload.id);
      return pull;
    }
    return undefined;
  }

  /** What waits is no longer wanted; returns whether it did. */
  drop(id: string): boolean {
    return this.#waiting.delete(id);
  }

  /** Begins a pull, knowing what neighbours have told; undefined where there is no room, and it waits. */
  begin(
    payload: Payload,
    neighbours: Iterable<Neighbour>,
  ): Pull | undefined {
    const { id, length } = payload;
    const isFull = this.all.size >= MOST_PULLS ||
      this.#bytes + length > this.#limit;
    if (isFull && this.all.size > 0) {
      this.#waiting.set(id, payload);
      return undefined;
    }
    const pull = new Pull(payload);
    this.all.set(id, pull);
    this.#bytes += length;
    for (const neighbour of neighbours) {
      const { notes } = neighbour;
      const note = notes.get(id);
      if (note === undefined) continue;
      if (note.of !== pull.had.size) notes.delete(id);
      else {
        pull.sources.add(neighbour);
        this.count(id, note, 1);
      }
    }
    return pull;
  }

  /** Ends a pull of which nothing is under way. */
  end({ payload: { id, length } }: Pull): void {
    if (this.all.delete(id)) this.#bytes -= length;
  }

  /** Counts the chunks on a note among the copies, or no longer. */
  count(id: string, note: Note, change: 1 | -1): void {
    const pull = this.all.get(id);
    if (pull === undefined || note.has === "all") return;
    for (const index of note.has) pull.count(index, change);
  }
}
