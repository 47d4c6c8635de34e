import type { FeedTail } from "./admission.ts";
import type { FeedId } from "./feed_id.ts";
import { equalBytes } from "./hex.ts";
import type { Update, UpdateHeader } from "./update.ts";

/** A place in a feed: its header says the count, and everything cumulative up to there. */
export interface FeedHead {
  /** The last entry's header. */
  readonly header: UpdateHeader;
  /** Its bytes with signature. */
  readonly headerBytes: Uint8Array;
  /** Its hash. */
  readonly hash: Uint8Array;
}

/** Why a feed takes no more entries. */
export interface FeedEnd {
  /** The first number that is not admissible. */
  readonly seq: number;
  /** What is wrong with it. */
  readonly reason: string;
  /** Signed updates that show it: the inadmissible one, or the two branches of a fork where both are at hand. */
  readonly evidence: readonly Update[];
}

/** Bytes that a replica's feeds hold together. */
export interface MemoryUse {
  /** Admitted entries kept to serve others. */
  retained: number;
  /** Entries held until their turn. */
  early: number;
}

const NONE: Update[] = [];
const NO_NUMBERS: readonly number[] = [];

/** The log of one incarnation's updates, as far as this replica has it. */
export class Feed implements FeedTail {
  /** Its name. */
  readonly id: FeedId;
  /** The publisher's key. */
  readonly publicKey: Uint8Array;
  /** The publisher's incarnation. */
  readonly incarnation: number;
  /** Last entry admitted. */
  admitted: FeedHead | undefined;
  /** Last entry folded into the model. */
  folded: FeedHead | undefined;
  /** Set where the feed was found inadmissible. */
  ended: FeedEnd | undefined;
  /** First entry still retained; count + 1 where none is. */
  first = 1;
  // From `first` on. A swarm of a thousand has a million feeds in one simulation:
  // arrays and maps that nothing is in are left out.
  #entries: Update[] = NONE;
  #early: Map<number, Update> | undefined;
  readonly #memory: MemoryUse;

  /** An empty feed of the publisher of `header`, which counts its bytes in `memory`. */
  constructor(id: FeedId, header: UpdateHeader, memory: MemoryUse) {
    this.#memory = memory;
    this.id = id;
    this.publicKey = header.publicKey;
    this.incarnation = header.incarnation;
  }

  /** Entries admitted, without gap. */
  get count(): number {
    return this.admitted?.header.seq ?? 0;
  }

  /** Entries folded into the model. */
  get foldedCount(): number {
    return this.folded?.header.seq ?? 0;
  }

  /** Hash of the last admitted entry. */
  get head(): Uint8Array | undefined {
    return this.admitted?.hash;
  }

  /** Numbers of the entries held until their turn. */
  get early(): readonly number[] {
    return this.#early === undefined ? NO_NUMBERS : [...this.#early.keys()];
  }

  /** Whether any entry waits for its turn. */
  get holdsEarly(): boolean {
    return this.#early !== undefined && this.#early.size > 0;
  }

  /** A retained entry. */
  get(seq: number): Update | undefined {
    return this.#entries[seq - this.first];
  }

  /** The entry with this number, retained or held early. */
  find(seq: number): Update | undefined {
    return this.get(seq) ?? this.#early?.get(seq);
  }

  /** Hash of an entry, where it is still known. */
  hashAt(seq: number): Uint8Array | undefined {
    if (seq === this.count) return this.head;
    if (seq === this.foldedCount) return this.folded?.hash;
    // An entry forgotten right before the first retained one is named by it.
    return this.find(seq)?.hash ??
      this.get(seq + 1)?.header.predecessor;
  }

  /** Appends the next entry. */
  append(update: Update): void {
    if (this.#entries === NONE) this.#entries = [];
    this.#entries.push(update);
    this.#memory.retained += updateBytes(update);
    this.admitted = update;
  }

  /** Keeps an entry until its turn comes. */
  hold(update: Update): void {
    (this.#early ??= new Map()).set(update.header.seq, update);
    this.#memory.early += updateBytes(update);
  }

  /** Takes a held entry out. */
  takeEarly(seq: number): Update | undefined {
    const update = this.#early?.get(seq);
    if (update === undefined) return undefined;
    this.#early!.delete(seq);
    if (this.#early!.size === 0) this.#early = undefined;
    this.#memory.early -= updateBytes(update);
    return update;
  }

  /** Takes note of an inadmissible entry; what is held or waits to be folded from there on is dropped. */
  end(end: FeedEnd): void {
    if (this.ended !== undefined && this.ended.seq <= end.seq) return;
    this.ended = end;
    for (const seq of this.early) if (seq >= end.seq) this.takeEarly(seq);
    const last = Math.max(end.seq - 1, this.foldedCount);
    while (this.count > last) this.unappend();
  }

  /** Drops retained entries up to `upTo`, but none that is not folded. */
  forget(upTo: number): void {
    const last = Math.min(upTo, this.foldedCount);
    if (last < this.first) return;
    for (const update of this.#entries.splice(0, last - this.first + 1)) {
      this.#memory.retained -= updateBytes(update);
      // Their payloads go; what is known of the last ones stays.
      if (update === this.folded) this.folded = headOf(update);
      if (update === this.admitted) this.admitted = headOf(update);
    }
    this.first = last + 1;
  }

  /**
   * Retains entries again that were dropped or jumped over: those that lead to the
   * first one retained, or to the head, by their hashes.
   *
   * @param updates in their order; payloads are those that the headers name
   * @returns how many of them, the last ones, were retained
   */
  recall(updates: readonly Update[]): number {
    let at = updates.length;
    let hash = this.get(this.first)?.header.predecessor ?? this.head;
    let seq = this.first - 1;
    while (at > 0 && hash !== undefined && seq > 0) {
      const { header, hash: own } = updates[at - 1]!;
      if (header.seq !== seq || !equalBytes(own, hash)) break;
      hash = header.predecessor;
      seq--;
      at--;
    }
    const recalled = updates.slice(at);
    for (const update of recalled) this.#memory.retained += updateBytes(update);
    this.#entries = [...recalled, ...this.#entries];
    this.first -= recalled.length;
    return recalled.length;
  }

  /** Takes the last admitted entry off again; the one before it must be retained, or the last folded. */
  unappend(): void {
    const seq = this.count - 1;
    this.#memory.retained -= updateBytes(this.#entries.pop()!);
    this.admitted = seq === this.foldedCount ? this.folded : this.get(seq);
  }

  /** Jumps to a head learnt from a snapshot; entries on this side of a gap are dropped. */
  jump(head: FeedHead): void {
    const count = head.header.seq;
    for (const seq of this.early) if (seq <= count) this.takeEarly(seq);
    if (count > this.count) {
      for (const update of this.#entries) {
        this.#memory.retained -= updateBytes(update);
      }
      this.#entries = NONE;
      this.first = count + 1;
      this.admitted = head;
    }
    if (count > this.foldedCount) this.folded = head;
  }
}

/** The update without its payload, which may then be forgotten. */
function headOf({ header, headerBytes, hash }: Update): FeedHead {
  return { header, headerBytes, hash };
}

/** Memory that an update stands for. */
export function updateBytes(update: Update): number {
  return update.payload.length + update.headerBytes.length;
}
