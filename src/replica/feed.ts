import type { FeedTail } from "./admission.ts";
import {
  type FeedHead,
  headOf,
  type MemoryUse,
  updateBytes,
} from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import { type ForkEvidence, tellsMore } from "./fork_evidence.ts";
import { History } from "./history.ts";
import type { Layout } from "./layout.ts";
import { endOf, type RangeSum, type Segment, startOf } from "./range_sum.ts";
import type { Update, UpdateHeader } from "./update.ts";

/** Why a feed takes no more entries. */
export interface FeedEnd {
  /** The first number that is not admissible. */
  readonly seq: number;
  /** What is wrong with it. */
  readonly reason: string;
  /** Signed updates that show it: the inadmissible one, or the two branches of a fork where both are at hand. */
  readonly evidence: readonly Update[];
  /** The two headers that show it, where it is a fork: that convinces whoever holds either branch. */
  readonly fork?: ForkEvidence;
}

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
  readonly #history: History;
  #early: Map<number, Update> | undefined;
  readonly #memory: MemoryUse;

  /** An empty feed of the publisher of `header`, which counts its bytes in `memory`. */
  constructor(id: FeedId, header: UpdateHeader, memory: MemoryUse) {
    this.#memory = memory;
    this.#history = new History(memory);
    this.id = id;
    this.publicKey = header.publicKey;
    this.incarnation = header.incarnation;
  }

  /** First of the entries that are retained one by one up to the newest; count + 1 where none is. */
  get first(): number {
    return this.#history.first;
  }

  /** The entry after which everything is retained, singly or in sums; the count where nothing is. */
  get since(): number {
    return this.#history.since;
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
    return this.#history.get(seq);
  }

  /** The entry with this number, retained or held early. */
  find(seq: number): Update | undefined {
    return this.get(seq) ?? this.#early?.get(seq);
  }

  /** Hash of an entry, where it is still known. */
  hashAt(seq: number): Uint8Array | undefined {
    if (seq === this.count) return this.head;
    if (seq === this.foldedCount) return this.folded?.hash;
    return this.#early?.get(seq)?.hash ?? this.#history.hashAt(seq);
  }

  /** What is known of an entry: any that is retained, or at either end of a sum. */
  headAt(seq: number): FeedHead | undefined {
    if (seq === this.foldedCount) return this.folded;
    return this.#history.headAt(seq);
  }

  /** See {@linkcode History.after}. */
  after(count: number, since?: number): Segment[] | undefined {
    return this.#history.after(count, since);
  }

  /** See {@linkcode History.condensed}. */
  condensed(
    upTo: number,
    isWanted: (seq: number) => boolean,
    layout: Layout,
  ): Segment[] {
    return this.#history.condensed(upTo, isWanted, layout);
  }

  /** See {@linkcode History.condense}; what is not folded stays single. */
  condense(
    upTo: number,
    isWanted: (seq: number) => boolean,
    layout: Layout,
  ): void {
    const last = Math.min(upTo, this.foldedCount);
    if (!this.#history.condense(last, isWanted, layout)) return;
    // Their payloads go; what is known of the last ones stays.
    this.folded = this.folded && headOf(this.folded);
    this.admitted = this.admitted && headOf(this.admitted);
  }

  /** Appends the next entry. */
  append(update: Update): void {
    this.#history.append(update);
    this.admitted = update;
  }

  /** Appends a sum that begins where the model is, and is in it now. Single entries in it that waited to be folded go. */
  appendSum(sum: RangeSum): void {
    while (this.count > this.foldedCount) this.unappend();
    for (const seq of this.early) if (seq <= endOf(sum)) this.takeEarly(seq);
    this.#history.appendSum(sum);
    this.admitted = sum.to;
    this.folded = sum.to;
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

  /** How far it goes at most: Infinity unless it has ended. */
  get last(): number {
    return (this.ended?.seq ?? Infinity) - 1;
  }

  /** Entries admitted; Infinity where it has ended and none is missing: there will be no more. */
  get reach(): number {
    return this.count >= this.last ? Infinity : this.count;
  }

  /** Entries of a branch after a fork that could not be taken out again, if any: the number that the model holds. */
  get residue(): number {
    const { foldedCount, last, ended } = this;
    return ended?.fork !== undefined && foldedCount > last ? foldedCount : 0;
  }

  /** Takes note of an inadmissible entry; what is held or waits to be folded from there on is dropped. */
  end(end: FeedEnd): void {
    const { ended } = this;
    if (ended !== undefined && ended.seq <= end.seq) {
      // What tells more of the same end takes its place.
      if (end.fork === undefined || ended.seq < end.seq) return;
      if (!tellsMore(end.fork, ended.fork)) return;
    }
    this.ended = end;
    for (const seq of this.early) if (seq >= end.seq) this.takeEarly(seq);
    const last = Math.max(end.seq - 1, this.foldedCount);
    while (this.count > last) this.unappend();
  }

  /** Drops what is retained up to `upTo`, but nothing that is not folded. */
  forget(upTo: number): void {
    const last = Math.min(upTo, this.foldedCount);
    if (last <= this.since) return;
    this.#history.forget(last);
    // Their payloads go; what is known of the last ones stays.
    if (last >= this.foldedCount) {
      this.folded = this.folded && headOf(this.folded);
    }
    if (last >= this.count) {
      this.admitted = this.admitted && headOf(this.admitted);
    }
  }

  /** See {@linkcode History.recall}. */
  recall(segments: readonly Segment[]): number {
    return this.#history.recall(segments, this.admitted);
  }

  /** Takes the last admitted entry, or sum, off again; the one before it must be known, or the last folded. */
  unappend(): void {
    const seq = startOf(this.#history.unappend());
    this.admitted = this.headAt(seq);
  }

  /** Goes back to a head learnt from a snapshot, as after a fork; nothing is retained then. */
  goBack(head: FeedHead | undefined): void {
    this.#history.jump(head);
    this.admitted = this.folded = head;
  }

  /** Jumps to a head learnt from a snapshot; what is on this side of a gap is dropped. */
  jump(head: FeedHead): void {
    const count = head.header.seq;
    for (const seq of this.early) if (seq <= count) this.takeEarly(seq);
    if (count > this.count) {
      this.#history.jump(head);
      this.admitted = head;
    }
    if (count > this.foldedCount) this.folded = head;
  }
}
