import type { Random } from "../random/mod.ts";
import { ChunkSet } from "./chunk_set.ts";
import type { Neighbour } from "./neighbour.ts";
import type { Pull } from "./pull.ts";
import type { Message } from "./types.ts";

/** So many neighbours are asked for what is on its way: with as many sources a payload spreads about as fast as with all. */
const ASKED = 8;

/** What telling needs. */
export interface TellingParts {
  /** All neighbours by name. */
  readonly neighbours: ReadonlyMap<string, Neighbour>;
  /** Chooses whom to ask. */
  readonly random: Random;
  /** Sends a message. */
  send(to: Neighbour, message: Message): void;
  /** How long to gather what has come before it is told, ms. */
  readonly tellEvery: number;
}

/** Who is told of what has come here: whoever wants it, once, several chunks at a time. */
export class Telling {
  readonly #parts: TellingParts;
  readonly #waiting = new Map<Neighbour, Set<string>>();
  #due: number | undefined;

  constructor(parts: TellingParts) {
    this.#parts = parts;
  }

  /** When {@linkcode Telling.flush} has something to say, ms. */
  get due(): number | undefined {
    return this.#due;
  }

  /** A chunk is here. */
  came({ payload: { id } }: Pull, index: number, now: number): void {
    for (const neighbour of this.#parts.neighbours.values()) {
      const note = neighbour.notes.get(id);
      if (note?.isInterested !== true || neighbour.has(id, index)) continue;
      note.pending ??= new ChunkSet(note.of);
      note.pending.add(index);
      this.#wait(neighbour, id, now);
    }
  }

  /** Tells what is here of a payload that is still on its way, soon. */
  owe(neighbour: Neighbour, { payload: { id }, had }: Pull, now: number): void {
    const note = neighbour.notes.get(id);
    if (note === undefined || had.count === 0) return;
    note.pending ??= new ChunkSet(note.of);
    for (const index of had) note.pending.add(index);
    this.#wait(neighbour, id, now);
  }

  /**
   * Tells that all of a payload is here: who wants it, or everybody who is not known to have it; and who has given some of
   * it, to know that it need not stay for that.
   */
  whole(id: string, of: number, everybody: boolean): void {
    for (const neighbour of this.#parts.neighbours.values()) {
      const note = neighbour.notes.get(id);
      if (note !== undefined) note.pending = undefined;
      const isTold = note?.has === "all"
        ? note.gave
        : everybody || note?.isInterested === true;
      if (isTold) this.all(neighbour, id, of);
    }
  }

  /** How many neighbours are not known to have all of a payload. */
  lacking(id: string): number {
    let lacking = 0;
    for (const { notes } of this.#parts.neighbours.values()) {
      if (notes.get(id)?.has !== "all") lacking++;
    }
    return lacking;
  }

  /** Tells one neighbour that all of a payload is here. */
  all(to: Neighbour, payload: string, of: number): void {
    this.#parts.send(to, { kind: "have", payload, of, chunks: "all" });
  }

  /**
   * Asks a few of those that are not known to have all what they have of a payload, and to tell what they get. In a
   * large swarm to ask all of them would cost more than a payload that is not.
   */
  ask(pull: Pull, only?: Neighbour): void {
    const { payload: { id }, had } = pull;
    pull.isToldOf = true;
    const those = only === undefined
      ? [...this.#parts.neighbours.values()]
      : [only];
    const lacking = those.filter(({ notes }) => notes.get(id)?.has !== "all");
    while (lacking.length > ASKED) {
      const last = lacking.pop()!;
      const place = this.#parts.random.below(lacking.length + 1);
      if (place < lacking.length) lacking[place] = last;
    }
    for (const neighbour of lacking) {
      const chunks = copyOf(had);
      const of = had.size;
      this.#parts.send(neighbour, { kind: "have", payload: id, of, chunks });
    }
  }

  /** Says what has gathered, once it is time. */
  flush(now: number): void {
    if (this.#due === undefined || now < this.#due) return;
    this.#due = undefined;
    for (const [neighbour, ids] of this.#waiting) {
      for (const id of ids) {
        const note = neighbour.notes.get(id);
        if (note?.pending === undefined) continue;
        const { of, pending: chunks } = note;
        note.pending = undefined;
        this.#parts.send(neighbour, { kind: "have", payload: id, of, chunks });
      }
    }
    this.#waiting.clear();
  }

  /** A neighbour is gone. */
  lost(neighbour: Neighbour): void {
    this.#waiting.delete(neighbour);
  }

  #wait(neighbour: Neighbour, id: string, now: number): void {
    this.#due ??= now + this.#parts.tellEvery;
    if (!this.#waiting.has(neighbour)) this.#waiting.set(neighbour, new Set());
    this.#waiting.get(neighbour)!.add(id);
  }
}

/** What is sent may be read later, when more has come. */
function copyOf(set: ChunkSet): ChunkSet {
  const copy = new ChunkSet(set.size);
  for (const index of set) copy.add(index);
  return copy;
}
