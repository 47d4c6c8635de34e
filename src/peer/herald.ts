import {
  type ClockCount,
  encodeStatus,
  type FeedId,
  type Status,
  type StatusFields,
} from "../replica/mod.ts";
import { FIRST_BEAT } from "../synchronicity/mod.ts";
import { Beat } from "./beat.ts";
import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/** A clock with more feeds than this is told in parts. */
const WHOLE_CLOCK = 256;

/** Beats after which the clock is told anew, whatever was told in between. */
const WHOLE_BEATS = 4;

/** Swarms of no more than so many get word at once. */
const PROMPT = 8;

/** The rooms that the herald works with. */
export interface HeraldParts {
  config: PeerConfig;
  swarm: Swarm;
  /** The own feed, of which nobody needs to be told. */
  feed: FeedId;
  /** Own updates that a live peer may have yet to fold. */
  window: number;
}

/** What a status says beyond what the herald knows itself. */
export type Standing = Pick<
  StatusFields,
  | "seq"
  | "firstRound"
  | "round"
  | "flags"
  | "seat"
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
  /** Whether the clock has moved since this peer last spoke. */
  moved = false;
  /** Feeds folded further than any own header has told. */
  readonly #untold = new Set<FeedId>();
  readonly #told = new Map<FeedId, number>();
  readonly #parts: HeraldParts;
  readonly #beat: Beat;
  #owing = false;
  #owesWord = false;
  #spokeAt = -Infinity;
  #wholeAt = -Infinity;
  #number = 0;

  /** Has told nothing yet. */
  constructor(parts: HeraldParts) {
    this.#parts = parts;
    this.#beat = new Beat(parts.swarm);
  }

  /** The first gradient begins. */
  begin(now: number): void {
    this.#beat.begin(now);
  }

  /** Notes that entries of `feed` were folded, whoever publishes it. */
  folded(feed: FeedId): void {
    const { feed: self, swarm, config, window } = this.#parts;
    this.moved = true;
    if (feed !== self && !swarm.isFeedNear(feed)) return;
    this.#untold.add(feed);
    if (feed === self || this.#owing) return;
    const told = this.#told.get(feed);
    // Whose first is acknowledged at once knows how far away the others are.
    if (told === undefined) this.owe();
    const untold = config.replica.clock.count(feed) - (told ?? 0);
    this.#owing = 2 * untold >= window;
  }

  /**
   * Whether some publisher may soon be held back for want of news: half of its
   * window is folded here and not told.
   */
  get isOwing(): boolean {
    return this.#owing;
  }

  /** Something has happened that the others should hear of. */
  owe(): void {
    this.#owesWord = true;
  }

  /**
   * When word that is owed is given; Infinity where none is. A status costs the
   * swarm as many deliveries as it has peers: in a small one it goes out at once,
   * in a large one it waits for what else there may be to say.
   */
  get wordDue(): number {
    if (!this.#owesWord && !this.#beat.isShorter) return Infinity;
    const { members, connected, acknowledged } = this.#parts.swarm;
    const peers = Math.max(members.presentCount, connected.size);
    if (peers <= PROMPT) return -Infinity;
    const usual = acknowledged.delays.quantile(0.25) ?? FIRST_BEAT / 16;
    return this.#wholeAt + usual * peers / PROMPT;
  }

  /**
   * When a status is due, ms: silence is broken after a beat, and the whole clock
   * is told every few beats, since what an update told was lost with it where
   * gossip dropped it.
   */
  get deadline(): number {
    const whole = this.#isTellable
      ? this.#wholeAt + WHOLE_BEATS * this.#beat.slow
      : Infinity;
    return Math.min(this.#spokeAt + this.#beat.due, whole);
  }

  /** Whether a status can name the whole clock. */
  get #isTellable(): boolean {
    return this.#parts.config.replica.clock.size <= WHOLE_CLOCK;
  }

  /** The news that an own update carries along. */
  published(now: number): ClockCount[] {
    this.#beat.published(now);
    this.#spokeAt = now;
    const news: ClockCount[] = [];
    for (const feed of this.#untold) {
      if (news.length === 255) break;
      news.push(this.#tell(feed));
    }
    this.moved = false;
    this.#owing = this.#untold.size > 0 && this.#isHalfBehind();
    return news;
  }

  /** A status for everyone: the whole clock where it is small. */
  speak(standing: Standing, now: number): Status {
    const full = this.#isTellable;
    const feeds = full ? this.#known() : [...this.#untold];
    this.#spokeAt = now;
    this.#wholeAt = now;
    this.moved = false;
    this.#owing = false;
    this.#owesWord = false;
    const beat = this.#beat.promise();
    const entries = feeds.map((feed) => this.#tell(feed));
    return this.#status({ ...standing, beat }, entries, full);
  }

  /**
   * A status for one peer that asked, with the whole clock. The
   * others have heard nothing: neither silence nor news is any shorter for it.
   */
  answer(standing: Standing): Status {
    const { clock } = this.#parts.config.replica;
    const entries = this.#known().map((feed) => ({
      feed,
      count: clock.count(feed),
    }));
    const beat = this.#beat.promised;
    return this.#status({ ...standing, beat }, entries, true);
  }

  #known(): FeedId[] {
    return Array.from(
      this.#parts.config.replica.clock.entries(),
      ([feed]) => feed,
    );
  }

  #status(
    standing: Standing & { beat: number },
    entries: ClockCount[],
    full: boolean,
  ): Status {
    const { replica, units, ownData, incarnation, signer } = this.#parts.config;
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
      signer,
      replica.rules.manifestHash,
    );
  }

  #isHalfBehind(): boolean {
    const { feed: self, config, window } = this.#parts;
    for (const feed of this.#untold) {
      const told = this.#told.get(feed) ?? 0;
      const untold = config.replica.clock.count(feed) - told;
      if (feed !== self && 2 * untold >= window) return true;
    }
    return false;
  }

  #tell(feed: FeedId): ClockCount {
    const count = this.#parts.config.replica.clock.count(feed);
    this.#told.set(feed, count);
    this.#untold.delete(feed);
    return { feed, count };
  }
}
