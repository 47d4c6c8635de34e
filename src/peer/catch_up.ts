import type { ClockCount, FeedId } from "../replica/mod.ts";
import { FIRST_BEAT, RecentDelays } from "../synchronicity/mod.ts";

/** What failures make a pause at most, where usual times do not make it longer, ms. */
const LONGEST_PAUSE = 16 * FIRST_BEAT;

/** Entries of one feed that headers name and that are not here. */
interface Gap {
  /** The first count that was named beyond what is here. */
  first: number;
  /** The largest. */
  last: number;
  /** When `first` was named, ms. */
  since: number;
  /** Hex of the public key that named `last`. */
  partner: string;
}

/**
 * When to ask another peer for what gossip did not bring: entries that a header's
 * clock names and that have not come in a multiple of the time in which they
 * usually come by themselves, or that are more than can be on their way. One
 * partner at a time, more slowly after each failure, so that a healed partition
 * starts no storm.
 */
export class CatchUp {
  /** Hex of the public key that is being asked, if any. */
  asking: string | undefined;
  /** Whether a snapshot may be sent instead of the updates. */
  snapshotWelcome = true;
  /** A snapshot could not be taken: ask for what somebody has of each feed. */
  wantsParts = false;
  /** Answers that have ended well. */
  answers = 0;
  /** By feed, the oldest first. */
  readonly #gaps = new Map<FeedId, Gap>();
  readonly #admitted: (feed: FeedId) => number;
  readonly #window: number;
  #far = false;
  #failures = 0;
  #failedAt = -Infinity;
  readonly #closedAfter = new RecentDelays();

  /**
   * @param admitted how many entries of a feed are here
   * @param window entries of one feed that may be on their way
   */
  constructor(admitted: (feed: FeedId) => number, window: number) {
    this.#admitted = admitted;
    this.#window = window;
  }

  /** Notes what a clock of `partner`'s names; how many of it are not here. */
  note(
    partner: string,
    entries: readonly ClockCount[],
    now: number,
  ): number {
    let missing = 0;
    for (const { feed, count } of entries) {
      missing += this.noteOne(partner, feed, count, now);
    }
    return missing;
  }

  /** Notes that `partner` names `count` entries of a feed; how many are not here. */
  noteOne(partner: string, feed: FeedId, count: number, now: number): number {
    const lacking = count - this.#admitted(feed);
    if (lacking <= 0) return 0;
    if (lacking > this.#window) this.#far = true;
    const gap = this.#gaps.get(feed);
    if (gap === undefined) {
      const first = count;
      this.#gaps.set(feed, { first, last: count, since: now, partner });
    } else if (count >= gap.last) {
      gap.last = count;
      gap.partner = partner;
    }
    return lacking;
  }

  /**
   * Entries of a feed have come: its gap may have closed by itself, and how long
   * that took is how long the next one may take.
   */
  arrived(feed: FeedId, now: number): void {
    if (this.#gaps.size === 0 || this.asking !== undefined) return;
    const gap = this.#gaps.get(feed);
    if (gap === undefined) return;
    const admitted = this.#admitted(feed);
    if (admitted < gap.first) return;
    this.#closedAfter.add(now - gap.since);
    this.#gaps.delete(feed);
    if (admitted < gap.last) {
      this.#gaps.set(feed, { ...gap, first: gap.last, since: now });
    }
    if (this.#gaps.size > 0) return;
    this.#far = false;
    this.#failures = 0;
  }

  /** Entries known to be missing. */
  get missing(): number {
    let missing = 0;
    for (const [feed, { last }] of this.#gaps) {
      missing += Math.max(0, last - this.#admitted(feed));
    }
    return missing;
  }

  /** Whoever showed the oldest gap; undefined where there is none. */
  get partner(): string | undefined {
    for (const { partner } of this.#gaps.values()) return partner;
    return undefined;
  }

  /** Whether more is missing than can be on its way. */
  get isFar(): boolean {
    return this.#far;
  }

  /**
   * When the gap is old enough to ask; Infinity without one.
   *
   * @param urgent ask at once, as a joiner does
   * @param roundTrip time in ms in which a message and its answer usually come,
   * which bounds the wait before any gap was seen to close by itself
   */
  deadline(urgent: boolean, roundTrip?: number): number {
    if (this.asking !== undefined) return Infinity;
    for (const { since } of this.#gaps.values()) {
      const patience = roundTrip ?? FIRST_BEAT;
      const usual = this.#closedAfter.median;
      const wait = usual === undefined ? patience : 8 * usual;
      if (this.#failures > 0) {
        const least = Math.max(wait, patience);
        const pause = least * 2 ** Math.min(this.#failures, 4);
        // Every few seconds is no storm; on slow links sixteen times as long would be a hang.
        return this.#failedAt + Math.min(pause, Math.max(least, LONGEST_PAUSE));
      }
      return urgent || this.#far ? since : since + wait;
    }
    return Infinity;
  }

  /**
   * Whom to ask: whoever showed the gap, or else, and after a failure, the next in
   * turn among those who have what is missing. Where gossip passes through others,
   * most neighbours lack what it lost just as this peer does, and a swarm in which
   * they ask each other comes together no faster than chance has it.
   *
   * @param connected hex of the public keys that can be asked
   * @param clockOf what one of them has, in its own words
   * @param byPlace puts them in the order in which they are to be asked for much, where
   * it is much; else whoever showed the gap is as good as any
   */
  choose(
    connected: ReadonlySet<string>,
    clockOf: (publicKey: string) => readonly ClockCount[],
    byPlace?: (keys: readonly string[]) => string[],
  ): string | undefined {
    const { partner } = this;
    const isEasy = byPlace === undefined && !this.#failures;
    if (partner !== undefined && connected.has(partner) && isEasy) {
      return partner;
    }
    const inTurn = byPlace?.([...connected]) ?? [...connected].sort();
    const able = inTurn.filter((key) =>
      clockOf(key).some(({ feed, count }) =>
        this.#gaps.has(feed) && count > this.#admitted(feed)
      )
    );
    const asked = able.length > 0 ? able : inTurn;
    return asked[this.#failures % asked.length];
  }

  /** The partner's answer has ended, well or not. */
  ended(failed: boolean, now: number): void {
    this.asking = undefined;
    this.#gaps.clear();
    this.#far = false;
    if (failed) {
      this.#failures++;
      this.#failedAt = now;
    } else {
      this.#failures = 0;
      this.answers++;
    }
  }

  /** A connection has opened: what failed before may work now. */
  retry(): void {
    this.#failures = 0;
  }
}
