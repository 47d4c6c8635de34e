import { ChunkSet } from "./chunk_set.ts";
import { Pace } from "./pace.ts";
import type { Pull } from "./pull.ts";

/** Payloads of which it is remembered what one neighbour has; more are no honest neighbour's. */
const NOTES = 128;

/** One chunk takes at most so many time-outs. */
const TIMEOUTS = 8;

/** A chunk that was asked for and has not come. */
export interface Asked {
  readonly pull: Pull;
  readonly index: number;
  readonly of: Neighbour;
  /** When, ms. */
  readonly at: number;
}

/** What a neighbour has of one payload, and is to hear of it. */
export interface Note {
  /** Chunks of the payload, as the neighbour says. */
  readonly of: number;
  /** What it has. */
  has: ChunkSet | "all";
  /** It wants the rest. */
  isInterested: boolean;
  /** A chunk of it has come from the neighbour. */
  gave: boolean;
  /** What to tell it next. */
  pending: ChunkSet | undefined;
}

/** One neighbour, as a source and as a drain of chunks. */
export class Neighbour {
  /** Its name. */
  readonly id: string;
  /** How fast it sends. */
  readonly pace = new Pace();
  /** What was asked of it, the oldest first. */
  readonly asked: Set<Asked> = new Set();
  /** What it has; that which was spoken of last comes last. */
  readonly notes: Map<string, Note> = new Map();
  /** Chunks that are to be sent to it. */
  serving = 0;
  /** It has sent what is not the payload. */
  isDistrusted = false;
  /** When a chunk came last, ms. */
  #arrivedAt = -Infinity;
  /** When something came last, or the oldest that is under way was asked for, ms. */
  heardAt = 0;
  /** It was silent for too long; until then it is asked only where nobody else can be, ms. */
  restsUntil = -Infinity;

  /** A neighbour that has told nothing yet. */
  constructor(id: string) {
    this.id = id;
  }

  /** Chunks that may be asked of it now. */
  get room(): number {
    return this.isDistrusted ? 0 : this.pace.window - this.asked.size;
  }

  /** Whether it is left alone for a while. */
  rests(now: number): boolean {
    return now < this.restsUntil;
  }

  /** When it will have failed unless it sends, ms; undefined while nothing is under way. */
  get due(): number | undefined {
    for (const { at } of this.asked) {
      const { timeout } = this.pace;
      // Whoever sends byte by byte is never silent.
      return Math.min(this.heardAt + timeout, at + TIMEOUTS * timeout);
    }
    return undefined;
  }

  /** So many chunks are no longer to be sent to it. */
  served(chunks: number): void {
    this.serving = Math.max(0, this.serving - chunks);
  }

  /** A chunk that was asked of it has come. */
  took({ pull, at }: Asked, now: number): void {
    this.pace.arrived(now - at, now - Math.max(this.#arrivedAt, at), now);
    this.#arrivedAt = now;
    this.moved(now);
    const note = this.notes.get(pull.payload.id);
    if (note !== undefined) note.gave = true;
  }

  /** Something has come from it: it is slow, not silent. */
  moved(now: number): void {
    this.heardAt = now;
    this.restsUntil = -Infinity;
    this.pace.moved();
  }

  /** Whether it has a chunk. */
  has(payload: string, index: number): boolean {
    const has = this.notes.get(payload)?.has;
    return has === "all" || has?.has(index) === true;
  }

  /**
   * The note on a payload, a new one where there was none or it was of another size.
   *
   * @param isNeeded whether a note must be kept, as something is pulled
   */
  note(
    payload: string,
    of: number,
    isNeeded: (payload: string) => boolean,
  ): Note {
    let note = this.notes.get(payload);
    if (note?.of === of) this.notes.delete(payload);
    else {
      note = {
        of,
        has: new ChunkSet(of),
        isInterested: false,
        gave: false,
        pending: undefined,
      };
    }
    this.notes.set(payload, note);
    if (this.notes.size > NOTES) {
      for (const old of this.notes.keys()) {
        if (isNeeded(old) || old === payload) continue;
        this.notes.delete(old);
        break;
      }
    }
    return note;
  }
}
