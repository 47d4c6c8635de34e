import {
  type ClockCount,
  encodeStatus,
  type FeedId,
  type StatusFields,
} from "../replica/mod.ts";
import { INITIAL_GAP, RecentDelays } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";

/** A clock with more feeds than this is told in parts. */
const WHOLE_CLOCK = 256;

/** Beats after which the clock is told anew, whatever was told in between. */
const WHOLE_BEATS = 4;

/** What a status says beyond what the herald knows itself. */
export type Standing = Pick<
  StatusFields,
  | "seq"
  | "firstRound"
  | "round"
  | "flags"
  | "progress"
  | "residualNorm"
  | "cumulativeNorm"
  | "stopReason"
  | "validation"
>;

/**
 * Tells the others how far this peer has folded: within its own updates where it
 * can, in bare headers (statuses) where it must, so that nobody is held up by a
 * peer that is merely slow, nor left to wonder whether it lives.
 */
export class Herald {
  /** Feeds folded further than any own header has told. */
  readonly #untold = new Set<FeedId>();
  readonly #told = new Map<FeedId, number>();
  readonly #config: PeerConfig;
  readonly #self: FeedId;
  readonly #interval = new RecentDelays();
  #spokeAt = -Infinity;
  #wholeAt = -Infinity;
  #publishedAt: number | undefined;
  #number = 0;

  /** @param self the own feed, of which nobody needs to be told */
  constructor(config: PeerConfig, self: FeedId) {
    this.#config = config;
    this.#self = self;
  }

  /** Notes that entries of `feed` were folded. */
  folded(feed: FeedId): void {
    this.#untold.add(feed);
  }

  /** Whether the clock has moved since it was last told. */
  get hasNews(): boolean {
    return this.#untold.size > 0;
  }

  /**
   * Whether some publisher may soon be held back for want of news: half of its
   * window is folded here and not told.
   */
  isOwing(window: number): boolean {
    for (const feed of this.#untold) {
      if (feed === this.#self) continue;
      const told = this.#told.get(feed) ?? 0;
      if (2 * (this.#config.replica.clock.count(feed) - told) >= window) {
        return true;
      }
    }
    return false;
  }

  /**
   * When a status is due, ms: silence is broken after a beat, a fraction of the
   * own turn; and the whole clock is told every few beats, since what an update
   * told was lost with it where gossip dropped it.
   *
   * The beat follows the faster acknowledgements: those that were lost and made
   * good say nothing of the links, and beats that slowed down with them would
   * make recovery slower still.
   */
  deadline(acknowledgement: RecentDelays): number {
    const usual = acknowledgement.quantile(0.25);
    const own = this.#interval.quantile(0.25);
    const beat = usual === undefined || own === undefined
      ? INITIAL_GAP / 4
      : Math.max(own / 4, 4 * usual);
    return Math.min(this.#spokeAt + beat, this.#wholeAt + WHOLE_BEATS * beat);
  }

  /** The news that an own update carries along. */
  published(now: number): ClockCount[] {
    if (this.#publishedAt !== undefined) {
      this.#interval.add(now - this.#publishedAt);
    }
    this.#publishedAt = now;
    this.#spokeAt = now;
    const news: ClockCount[] = [];
    for (const feed of this.#untold) {
      if (news.length === 255) break;
      news.push(this.#tell(feed));
    }
    return news;
  }

  /** The frame of a status for everyone: the whole clock where it is small. */
  speak(standing: Standing, now: number): Uint8Array {
    const { clock } = this.#config.replica;
    const full = clock.size <= WHOLE_CLOCK;
    const feeds = full ? this.#known() : [...this.#untold];
    this.#spokeAt = now;
    this.#wholeAt = now;
    return this.#status(standing, feeds.map((feed) => this.#tell(feed)), full);
  }

  /**
   * The frame of a status for one peer that asked, with the whole clock. The
   * others have heard nothing: neither silence nor news is any shorter for it.
   */
  answer(standing: Standing): Uint8Array {
    const { clock } = this.#config.replica;
    const entries = this.#known().map((feed) => ({
      feed,
      count: clock.count(feed),
    }));
    return this.#status(standing, entries, true);
  }

  #known(): FeedId[] {
    return Array.from(this.#config.replica.clock.entries(), ([feed]) => feed);
  }

  #status(
    standing: Standing,
    entries: ClockCount[],
    full: boolean,
  ): Uint8Array {
    const { replica, units, ownData, incarnation } = this.#config;
    return encodeStatus(
      {
        ...standing,
        incarnation,
        number: ++this.#number,
        units: ownData ? units : 0,
        full,
        digest: replica.clock.digest(),
        entries,
      },
      this.#config.signer,
      replica.rules.manifestHash,
    ).bytes;
  }

  #tell(feed: FeedId): ClockCount {
    const count = this.#config.replica.clock.count(feed);
    this.#told.set(feed, count);
    this.#untold.delete(feed);
    return { feed, count };
  }
}
