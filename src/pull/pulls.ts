import type { Neighbour, Note } from "./neighbour.ts";
import { Pull } from "./pull.ts";
import type { Payload } from "./types.ts";

/** How many payloads may be on their way. */
const MOST_PULLS = 64;

/** The payloads that are on their way here, the oldest first. */
export class Pulls {
  /** By name. */
  readonly all: Map<string, Pull> = new Map();
  readonly #limit: number;
  #bytes = 0;

  /** @param limit bytes of all of them; one may be in any case */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Begins a pull, knowing what neighbours have told; undefined where there is no room. */
  begin(
    payload: Payload,
    neighbours: Iterable<Neighbour>,
  ): Pull | undefined {
    const { id, length } = payload;
    const isFull = this.all.size >= MOST_PULLS ||
      this.#bytes + length > this.#limit;
    if (isFull && this.all.size > 0) return undefined;
    const pull = new Pull(payload);
    this.all.set(id, pull);
    this.#bytes += length;
    for (const { notes } of neighbours) {
      const note = notes.get(id);
      if (note === undefined) continue;
      if (note.of !== pull.had.size) notes.delete(id);
      else this.count(id, note, 1);
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
