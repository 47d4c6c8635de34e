import {
  type Announcement,
  equalBytes,
  type FeedId,
  type Held,
  type Replica,
  type Update,
} from "../replica/mod.ts";
import { RecentDelays } from "../synchronicity/mod.ts";
import type { PeerAction } from "./events.ts";

/** Bytes of announcements that are remembered: of payloads that never come, too. */
const MOST_BYTES = 2 ** 24;

/** Payloads of one feed that may be on their way. */
const MOST_OF_FEED = 64;

/** So many times the longest pull of late may nothing at all come of those that are under way. */
const TIMES = 8;

/** A payload on its way. */
interface Pull {
  readonly announcement: Announcement;
  /** When it was asked for, ms. */
  readonly since: number;
}

/** What {@linkcode Pulls} works with. */
export interface PullsParts {
  replica: Replica;
  act: (action: PeerAction) => void;
  /** A pull came to nothing; `since`, in ms, it was asked for. */
  lost: (feed: FeedId, seq: number, since: number) => void;
}

/**
 * Payloads that were announced and are on their way here: each is asked for once.
 * Whoever pulls says that it has failed, or brings it; a pull of which nothing has
 * come for far longer than pulls take is given up. Catch-up mends both, and asks for
 * nothing that is on its way.
 */
export class Pulls {
  /** By feed and number, the oldest of each feed first. */
  readonly #pulls = new Map<FeedId, Map<number, Pull>>();
  /** All of them, the oldest first. */
  readonly #all = new Set<Pull>();
  readonly #parts: PullsParts;
  /** How long pulls took, ms; and for each byte. */
  readonly #took = new RecentDelays();
  readonly #tookByte = new RecentDelays();
  #bytes = 0;
  #payloads = 0;
  /** When the last one came, ms. */
  #cameAt = -Infinity;

  /** Nothing is on its way. */
  constructor(parts: PullsParts) {
    this.#parts = parts;
  }

  /** Payloads on their way. */
  get size(): number {
    return this.#all.size;
  }

  /** How many entries of a feed are here or on their way, without a gap. */
  reach(id: FeedId): number {
    const feed = this.#parts.replica.feed(id);
    let reach = feed?.reach ?? 0;
    const pulls = this.#pulls.get(id);
    if (pulls === undefined) return reach;
    const isEarly = (seq: number) =>
      feed?.holdsEarly === true && feed.find(seq) !== undefined;
    while (pulls.has(reach + 1) || isEarly(reach + 1)) reach++;
    return reach;
  }

  /** What is here of each feed or on its way, to ask others for the rest: nothing is to come twice. */
  held(): Map<FeedId, Held> {
    const held = this.#parts.replica.held();
    for (const feed of this.#pulls.keys()) {
      const { count = 0, since = 0 } = held.get(feed) ?? {};
      const reach = this.reach(feed);
      // An ended feed has no more.
      if (reach > count && reach < Infinity) {
        held.set(feed, { count: reach, since });
      }
    }
    return held;
  }

  /**
   * Asks for the payload of an announcement, unless that was done, or so many are
   * under way that more are left to catch-up.
   *
   * @param announcement signed, of an entry that is not here
   */
  begin(announcement: Announcement, now: number): void {
    const { feed, header: { seq, payloadLength } } = announcement;
    const bytes = bytesOf(announcement);
    let pulls = this.#pulls.get(feed);
    if (pulls?.has(seq)) return;
    if (this.#bytes + bytes > MOST_BYTES) return;
    if (pulls !== undefined && pulls.size >= MOST_OF_FEED) return;
    if (pulls === undefined) this.#pulls.set(feed, pulls = new Map());
    const pull = { announcement, since: now };
    pulls.set(seq, pull);
    this.#all.add(pull);
    this.#bytes += bytes;
    this.#payloads += payloadLength;
    this.#parts.act({ kind: "pull", announcement });
  }

  /** What is announced as an entry of a feed and on its way; undefined where nothing is. */
  get(feed: FeedId, seq: number): Announcement | undefined {
    return this.#pulls.get(feed)?.get(seq)?.announcement;
  }

  /**
   * An update has come.
   *
   * @param byPull whether that may be what was asked for, and not another way
   * @returns whether its header had come before
   */
  arrived(
    { feed, header, hash }: Update,
    byPull: boolean,
    now: number,
  ): boolean {
    if (this.#all.size === 0) return false;
    const pull = this.#pulls.get(feed)?.get(header.seq);
    if (pull === undefined || !equalBytes(pull.announcement.hash, hash)) {
      return false;
    }
    this.#remove(pull);
    this.#cameAt = now;
    if (byPull) {
      const took = now - pull.since;
      this.#took.add(took);
      this.#tookByte.add(took / header.payloadLength);
    } else this.#stop(pull);
    return true;
  }

  /** A pull came to nothing. */
  failed(feed: FeedId, seq: number): void {
    const pull = this.#pulls.get(feed)?.get(seq);
    if (pull !== undefined) this.#lose(pull);
  }

  /** When the oldest is given up, ms; Infinity where nothing is on its way. */
  get deadline(): number {
    const [oldest] = this.#all;
    const { largest } = this.#took;
    // Whoever pulls says so where nobody has it.
    if (oldest === undefined || largest === undefined) return Infinity;
    const usual = Math.max(largest, this.#tookByte.largest! * this.#payloads);
    return Math.max(oldest.since, this.#cameAt) + TIMES * usual;
  }

  /** Gives up what has been on its way for longer than anything explains. */
  giveUp(now: number): void {
    if (this.#all.size === 0 || now < this.deadline) return;
    const [oldest] = this.#all;
    const patience = this.deadline - Math.max(oldest!.since, this.#cameAt);
    for (const pull of [...this.#all]) {
      if (now < pull.since + patience) break;
      this.#lose(pull);
      this.#stop(pull);
    }
  }

  /** The model was replaced, or a feed has ended: of some nothing is lacking any more. */
  forgetHeld(): void {
    for (const pull of [...this.#all]) {
      const { feed, header: { seq } } = pull.announcement;
      if (seq > (this.#parts.replica.feed(feed)?.reach ?? 0)) continue;
      this.#remove(pull);
      this.#stop(pull);
    }
  }

  /** This machine slept: nothing could come. */
  slept(now: number): void {
    this.#cameAt = now;
  }

  #stop({ announcement: { feed, header: { seq } } }: Pull): void {
    this.#parts.act({ kind: "stop-pull", feed, seq });
  }

  #lose(pull: Pull): void {
    this.#remove(pull);
    const { announcement: { feed, header: { seq } }, since } = pull;
    this.#parts.lost(feed, seq, since);
  }

  #remove(pull: Pull): void {
    const { announcement } = pull;
    const { feed, header } = announcement;
    const pulls = this.#pulls.get(feed)!;
    pulls.delete(header.seq);
    if (pulls.size === 0) this.#pulls.delete(feed);
    this.#all.delete(pull);
    this.#bytes -= bytesOf(announcement);
    this.#payloads -= header.payloadLength;
  }
}

function bytesOf({ headerBytes, chunks }: Announcement): number {
  return headerBytes.length + chunks.length;
}
