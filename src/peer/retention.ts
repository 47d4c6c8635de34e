import type { FeedId } from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { PeerEvent } from "./events.ts";
import type { Member, Members } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/** Bytes of updates kept for peers that ask. */
const RETAIN_BYTES = 64 * 2 ** 20;

/** So many times more is kept for peers that are away, but have not left. */
const RETAIN_FOR_ABSENT = 4;

/** What retention looks at. */
export interface RetentionParts {
  config: PeerConfig;
  swarm: Swarm;
  /** Own updates that a live peer may have yet to fold. */
  window: number;
  /** The own feed. */
  feed: FeedId;
  emit: (event: PeerEvent) => void;
}

/**
 * What is kept for others, and for how long. Updates that every peer has are
 * dropped, once more than `retainBytes` are kept; those that only the absent lack
 * (suspected, but never said to leave, or reading too slowly) are then kept as sums:
 * one vector of 8 bytes a parameter for each feed and each place where somebody
 * stands, however long the absence. A partition heals by them. Beyond four times as
 * many bytes, whoever is absent longest is given up, which is told: it comes back by
 * a snapshot. But of the own feed nothing is dropped that anybody lacks who has not
 * left: two that had each dropped what the other lacks could never be one again.
 */
export class Retention {
  readonly #parts: RetentionParts;
  /** Feeds of those for whom nothing is kept any more. */
  readonly #givenUp = new Set<FeedId>();
  /** Feeds of the absent, in the order in which they were first missed here. */
  readonly #absent = new Set<FeedId>();
  #lookAt: number;
  #hasTrimmed = false;

  /** Keeps everything at first. */
  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#lookAt = this.#limit;
  }

  get #limit(): number {
    return this.#parts.config.retainBytes ?? RETAIN_BYTES;
  }

  /** Drops what nobody needs, where there is too much, and sums up what only the absent need. */
  forgetServed(): void {
    const { replica } = this.#parts.config;
    if (replica.retainedBytes <= this.#lookAt) return;
    this.#forget();
    if (replica.retainedBytes > this.#limit) this.#condense();
    while (replica.retainedBytes > RETAIN_FOR_ABSENT * this.#limit) {
      if (!this.#giveUp()) {
        this.#trim();
        break;
      }
      this.#forget();
      this.#condense();
    }
    // Where nothing could be dropped, the next update changes little.
    const least = Math.max(this.#limit / 64, 8 * replica.values.length);
    this.#lookAt = Math.max(this.#limit, replica.retainedBytes + least);
  }

  /** Those who may come back and for whom something is kept. */
  absent(): Member[] {
    const { members } = this.#parts.swarm;
    const absent: Member[] = [];
    for (const member of members.all()) {
      const { feed } = member;
      if (member.left || !isAway(member)) {
        this.#absent.delete(feed);
        this.#givenUp.delete(feed);
      } else if (!this.#givenUp.has(feed)) {
        this.#absent.add(feed);
        absent.push(member);
      }
    }
    return absent;
  }

  /**
   * Tells where in a feed somebody may ask to go on: where an absent peer stood when
   * it was last heard, or a little further, as it may have folded more since.
   */
  placesIn(feed: FeedId, absent: readonly Member[]): (seq: number) => boolean {
    const { window } = this.#parts;
    const marks = new Set<number>();
    for (const { full } of absent) {
      const entry = full?.entries.find((entry) => entry.feed === feed);
      marks.add(entry?.count ?? 0);
    }
    const places = [...marks];
    return (seq) => places.some((at) => seq >= at && seq <= at + 2 * window);
  }

  #forget(): void {
    const { config: { replica }, swarm } = this.#parts;
    const least = foldedByAll(
      swarm.members,
      ({ feed }) => !this.#givenUp.has(feed),
    );
    const leastOfOwn = foldedByAll(swarm.members, () => true);
    for (const [feed, { count }] of replica.clock.entries()) {
      const folded = feed === this.#parts.feed ? leastOfOwn : least;
      const upTo = folded === undefined ? count : folded.get(feed) ?? 0;
      replica.forget(feed, Math.min(count, upTo));
    }
  }

  #condense(): void {
    const { config: { replica }, swarm: { members }, window } = this.#parts;
    const absent = this.absent();
    const away = [...members.all()].filter((member) =>
      !member.left && isAway(member)
    );
    if (away.length === 0) return;
    const live = foldedByAll(members, (member) => !isAway(member));
    for (const [feed, { count }] of replica.clock.entries()) {
      const upTo = live === undefined ? count : live.get(feed) ?? 0;
      const isOwn = feed === this.#parts.feed;
      const isWanted = this.placesIn(feed, isOwn ? away : absent);
      // The newest ones may be asked for by whoever has a gap.
      replica.condense(feed, Math.min(count, upTo) - window, isWanted);
    }
  }

  /** Whether there was anybody to give up. */
  #giveUp(): boolean {
    this.absent();
    const [feed] = this.#absent;
    if (feed === undefined) return false;
    this.#absent.delete(feed);
    this.#givenUp.add(feed);
    const { publicKey: peer } = this.#parts.swarm.members.get(feed)!;
    this.#parts.emit({ type: "history-dropped", peer });
    return true;
  }

  /** Where nobody can be blamed, as in a swarm with too many feeds to tell whole clocks: the newest are kept. */
  #trim(): void {
    const { config: { replica }, swarm: { members }, window } = this.#parts;
    for (const [feed, { count }] of replica.clock.entries()) {
      const upTo = count - 2 * window;
      if (feed !== this.#parts.feed) replica.forget(feed, upTo);
      else {replica.condense(
          feed,
          upTo,
          this.placesIn(feed, [...members.all()]),
        );}
    }
    if (this.#hasTrimmed) return;
    this.#hasTrimmed = true;
    this.#parts.emit({ type: "history-dropped" });
  }
}

/**
 * The least of each feed that all members are known to have folded; a feed that
 * somebody has not named is left out. Undefined where there is nobody.
 *
 * @param counts whether a member that has not left is to be considered
 */
function foldedByAll(
  members: Members,
  counts: (member: Member) => boolean,
): Map<FeedId, number> | undefined {
  let all: Map<FeedId, number> | undefined;
  for (const member of members.all()) {
    const { full, left } = member;
    if (left || !counts(member)) continue;
    const common = new Map<FeedId, number>();
    for (const { feed, count } of full?.entries ?? []) {
      const least = all === undefined ? count : all.get(feed);
      if (least !== undefined) common.set(feed, Math.min(least, count));
    }
    all = common;
  }
  return all;
}

function isAway({ suspected, lagging }: Member): boolean {
  return suspected || lagging;
}
