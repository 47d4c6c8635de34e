import type { FeedId, Status } from "../replica/mod.ts";

/** A whole clock, and how much of it is known to be here. */
interface Clock {
  readonly status: Status;
  /** Entries before this one are here. */
  at: number;
}

/**
 * Whole clocks of peers in later rounds: who has all that one of them names has
 * completed every round before it. Each clock waits for the first entry that is
 * not here and is looked at again when that feed grows, so that a delivery costs
 * what it changes and not what the swarm has said.
 */
export class ClocksAhead {
  /** The latest round whose beginning is here. */
  proven = 0;
  readonly #admitted: (feed: FeedId) => number;
  /** The newest clock of each peer. */
  readonly #newest = new Map<FeedId, Clock>();
  /** Clocks by the feed that they wait for. */
  readonly #waiting = new Map<FeedId, Clock[]>();

  /** @param admitted how many entries of a feed are here */
  constructor(admitted: (feed: FeedId) => number) {
    this.#admitted = admitted;
  }

  /** Takes in a peer's newest clock; its older one counts no more. */
  hear(status: Status): void {
    if (status.round <= this.proven) return;
    const clock = { status, at: 0 };
    this.#newest.set(status.feed, clock);
    this.#look(clock);
  }

  /** A feed has grown. */
  arrived(feed: FeedId): void {
    if (this.#waiting.size === 0) return;
    const clocks = this.#waiting.get(feed);
    if (clocks === undefined) return;
    this.#waiting.delete(feed);
    for (const clock of clocks) this.#look(clock);
  }

  /** Any feed may have grown. */
  arrivedAll(): void {
    for (const feed of [...this.#waiting.keys()]) this.arrived(feed);
  }

  #look(clock: Clock): void {
    const { status } = clock;
    if (this.#newest.get(status.feed) !== clock) return;
    const { entries, round } = status;
    if (round > this.proven) {
      for (; clock.at < entries.length; clock.at++) {
        const { feed, count } = entries[clock.at]!;
        if (this.#admitted(feed) >= count) continue;
        const clocks = this.#waiting.get(feed);
        if (clocks === undefined) this.#waiting.set(feed, [clock]);
        else clocks.push(clock);
        return;
      }
      this.proven = round;
    }
    this.#newest.delete(status.feed);
  }
}
