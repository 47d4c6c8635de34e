import { type FeedHead, headOf, type MemoryUse } from "./feed_head.ts";
import { equalBytes } from "./hex.ts";
import type { Layout } from "./layout.ts";
import {
  bytesOf,
  endOf,
  isRangeSum,
  lastOf,
  predecessorOf,
  type Segment,
  startOf,
  sumOf,
} from "./range_sum.ts";
import type { Update } from "./update.ts";

const NONE: never[] = [];

/**
 * What is retained of one feed, up to its newest entry and without gap: single
 * entries, and before them sums of entries that only peers who are away still lack.
 */
export class History {
  /** First of the newest entries that are retained one by one; the feed's count + 1 where none is. */
  first = 1;
  // A swarm of a thousand has a million feeds in one simulation: arrays that
  // nothing is in are shared.
  #entries: Update[] = NONE;
  #older: Segment[] = NONE;
  /** The entry before all that is retained; undefined before the feed's first. */
  #base: FeedHead | undefined;
  readonly #memory: MemoryUse;

  /** Empty; counts its bytes in `memory`. */
  constructor(memory: MemoryUse) {
    this.#memory = memory;
  }

  /** The entry after which nothing is missing here; the feed's count where nothing is retained. */
  get since(): number {
    return this.#older.length > 0 ? startOf(this.#older[0]!) : this.first - 1;
  }

  /** A single entry that is retained. */
  get(seq: number): Update | undefined {
    if (seq >= this.first) return this.#entries[seq - this.first];
    const segment = this.#older[this.#place(seq)];
    return segment === undefined || isRangeSum(segment) ? undefined : segment;
  }

  /** What is known of an entry: any that is retained, or at either end of what is. */
  headAt(seq: number): FeedHead | undefined {
    const update = this.get(seq);
    if (update !== undefined) return update;
    if (this.#base?.header.seq === seq) return this.#base;
    const segment = this.#older[this.#place(seq)];
    if (segment === undefined) return undefined;
    if (endOf(segment) === seq) return lastOf(segment);
    return undefined;
  }

  /** Hash of an entry where it is known, if only because the one after names it. */
  hashAt(seq: number): Uint8Array | undefined {
    return this.headAt(seq)?.hash ?? this.get(seq + 1)?.header.predecessor;
  }

  /**
   * What was added after an entry.
   *
   * @param count number of that entry
   * @param since an earlier one from which the asker has everything itself: where
   * `count` lies within a sum, all of that is given if it begins no earlier
   * @returns segments in order, the first of them after `count`, or around it; undefined where they are not retained
   */
  after(count: number, since: number = count): Segment[] | undefined {
    const { first } = this;
    if (count >= first - 1) return this.#entries.slice(count + 1 - first);
    const place = this.#place(count + 1);
    const segment = this.#older[place];
    if (segment === undefined || startOf(segment) < since) return undefined;
    return [...this.#older.slice(place), ...this.#entries];
  }

  /** Appends the next entry. */
  append(update: Update): void {
    if (this.#entries === NONE) this.#entries = [];
    this.#entries.push(update);
    this.#memory.retained += bytesOf(update);
  }

  /** Appends a sum that follows what is retained. */
  appendSum(sum: Segment): void {
    this.#older = [...this.#older, ...this.#entries, sum];
    this.#entries = NONE;
    this.first = endOf(sum) + 1;
    this.#memory.retained += bytesOf(sum);
  }

  /** Takes the newest entry off again, which must be a single one. */
  unappend(): Segment {
    let segment: Segment | undefined = this.#entries.pop();
    if (segment === undefined) {
      segment = this.#older.at(-1)!;
      this.#older = this.#older.slice(0, -1);
      this.first = startOf(segment) + 1;
    }
    this.#memory.retained -= bytesOf(segment);
    return segment;
  }

  /** Drops what ends up to `upTo`. */
  forget(upTo: number): void {
    const older = this.#older.findIndex((segment) => endOf(segment) > upTo);
    const gone = older < 0 ? this.#older : this.#older.slice(0, older);
    this.#older = older < 0 ? NONE : this.#older.slice(older);
    for (const segment of gone) this.#drop(segment);
    if (upTo < this.first || this.#older.length > 0) return;
    for (const entry of this.#entries.splice(0, upTo - this.first + 1)) {
      this.#drop(entry);
    }
    this.first = upTo + 1;
  }

  /** Drops everything and goes on after `head`. */
  jump(head: FeedHead | undefined): void {
    for (const segment of this.#older) this.#drop(segment);
    for (const entry of this.#entries) this.#drop(entry);
    this.#older = NONE;
    this.#entries = NONE;
    this.#base = head && headOf(head);
    this.first = (head?.header.seq ?? 0) + 1;
  }

  /**
   * Retains segments again that lead to what is retained, or to the head, by their
   * hashes.
   *
   * @param segments in their order, intact
   * @param head the feed's newest entry
   * @returns how many of them, the last ones, were retained
   */
  recall(segments: readonly Segment[], head: FeedHead | undefined): number {
    let at = segments.length;
    let { since } = this;
    let hash = since === head?.header.seq
      ? head.hash
      : predecessorOf(this.#older[0] ?? this.#entries[0]!);
    while (at > 0 && hash !== undefined && since > 0) {
      const segment = segments[at - 1]!;
      if (endOf(segment) !== since) break;
      if (!equalBytes(lastOf(segment).hash, hash)) break;
      hash = predecessorOf(segment);
      since = startOf(segment);
      at--;
    }
    const recalled = segments.slice(at);
    for (const segment of recalled) this.#memory.retained += bytesOf(segment);
    if (recalled.length > 0) this.#base = undefined;
    const older = [...recalled, ...this.#older];
    // The newest ones, up to the first sum, are entries like others.
    const sums = older.findLastIndex(isRangeSum);
    this.#older = sums < 0 ? NONE : older.slice(0, sums + 1);
    const single = older.slice(sums + 1) as Update[];
    this.#entries = [...single, ...this.#entries];
    this.first -= single.length;
    return recalled.length;
  }

  /**
   * Puts sums in the place of entries, wherever that takes less memory.
   *
   * @param upTo the last entry that may be in a sum
   * @param isWanted whether somebody may ask for what comes right after an entry
   * @returns whether anything has changed
   */
  condense(
    upTo: number,
    isWanted: (seq: number) => boolean,
    layout: Layout,
  ): boolean {
    const kept = this.condensed(upTo, isWanted, layout);
    if (kept.length === this.#older.length + this.#entries.length) return false;
    for (const segment of [...this.#older, ...this.#entries]) {
      this.#memory.retained -= bytesOf(segment);
    }
    for (const segment of kept) this.#memory.retained += bytesOf(segment);
    const sums = kept.findLastIndex(isRangeSum);
    this.#older = kept.slice(0, sums + 1);
    this.#entries = kept.slice(sums + 1) as Update[];
    this.first = endOf(this.#older.at(-1)!) + 1;
    return true;
  }

  /** What {@linkcode History.condense} would make of what is retained, all of it. */
  condensed(
    upTo: number,
    isWanted: (seq: number) => boolean,
    layout: Layout,
  ): Segment[] {
    const kept: Segment[] = [];
    let run: Segment[] = [];
    let before = this.#base;
    let from = before;
    const close = () => {
      kept.push(...condensedRun(run, from, layout));
      run = [];
    };
    for (const segment of [...this.#older, ...this.#entries]) {
      if (endOf(segment) > upTo || isWanted(startOf(segment))) close();
      if (run.length === 0) from = before;
      run.push(segment);
      if (endOf(segment) > upTo) close();
      before = headOf(lastOf(segment));
    }
    close();
    return kept;
  }

  #drop(segment: Segment): void {
    this.#memory.retained -= bytesOf(segment);
    this.#base = headOf(lastOf(segment));
  }

  /** Where the segment is that holds an entry, among the older ones. */
  #place(seq: number): number {
    let low = 0, high = this.#older.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (endOf(this.#older[middle]!) < seq) low = middle + 1;
      else high = middle;
    }
    const found = this.#older[low];
    return found !== undefined && startOf(found) < seq ? low : -1;
  }
}

/** One sum in the place of several segments, where it takes less memory. */
function condensedRun(
  run: Segment[],
  from: FeedHead | undefined,
  layout: Layout,
): Segment[] {
  if (run.length < 2) return run;
  // Of what came before a head learnt otherwise, nothing vouches for a sum.
  if (startOf(run[0]!) > 0 && from === undefined) return run;
  const bytes = run.reduce((sum, segment) => sum + bytesOf(segment), 0);
  const size = 8 * (layout.trainable + layout.state) +
    lastOf(run.at(-1)!).headerBytes.length + (from?.headerBytes.length ?? 0);
  if (bytes <= size) return run;
  const sum = sumOf(run, from, layout);
  return sum === undefined ? run : [sum];
}
