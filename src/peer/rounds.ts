import type { FeedId, Replica, Status, Update } from "../replica/mod.ts";
import {
  cancels,
  countsPeers,
  Quorum,
  type Variant,
} from "../synchronicity/mod.ts";

/**
 * Folds admitted updates into the replica and turns the wheel: which round this
 * peer is in, and when the next one begins.
 *
 * In the cancelling variants the view for round r + 1 holds exactly the rounds
 * completed: updates of later rounds are held until this peer gets there. A round
 * is complete when K of it are folded, or when all that the clock of a peer in a
 * later round names is here. In the other variants everything is folded at once
 * and a round is this peer's own count of quorums.
 */
export class Rounds {
  /** The round this peer computes for. */
  round = 0;
  #published = -1;
  /** Counts updates towards quorums. */
  readonly quorum: Quorum;
  readonly #replica: Replica;
  readonly #variant: Variant;

  /** Starts at round 0. */
  constructor(replica: Replica, variant: Variant) {
    this.#replica = replica;
    this.#variant = variant;
    this.quorum = new Quorum(variant);
  }

  /**
   * Folds whatever the present round admits. Where peers go on, every quorum met
   * on the way begins a round.
   *
   * @param k the quorum, already clamped to the live peers
   * @param all fold later rounds too, as at the end of training
   * @param folded called with each update just added to the model
   * @throws {DivergedError} If a weight leaves the grid's range
   */
  fold(k: number, all: boolean, folded: (update: Update) => void): void {
    const holds = cancels(this.#variant) && !all;
    for (const feed of [...this.#replica.feedsWithUnfolded()]) {
      for (;;) {
        const next = this.#replica.peek(feed);
        if (next === undefined) break;
        if (holds && next.header.round > this.round) break;
        this.#replica.fold(feed);
        if (cancels(this.#variant)) {
          this.quorum.add(next.header.round, feed);
        } else {
          this.quorum.add(this.round, feed);
          if (this.quorum.count(this.round) >= k) this.#enter(this.round + 1);
        }
        folded(next);
      }
    }
  }

  /**
   * Goes to the next round if this one is complete, in the cancelling variants.
   *
   * @param k the quorum, already clamped to the live peers
   * @param ahead whole clocks of live peers, the newest known of each
   * @returns whether the round changed
   */
  advance(k: number, ahead: Iterable<Status>): boolean {
    if (!cancels(this.#variant)) return false;
    if (this.quorum.count(this.round) >= k) {
      this.#enter(this.round + 1);
      return true;
    }
    for (const status of ahead) {
      if (status.round > this.round && this.hasAll(status.entries)) {
        this.#enter(status.round);
        return true;
      }
    }
    return false;
  }

  /** Enters a later round, as a joiner does with the snapshot it took. */
  jump(round: number): void {
    if (round > this.round) this.#enter(round);
  }

  /** Whether every entry that a clock names has been admitted here. */
  hasAll(entries: Status["entries"]): boolean {
    for (const { feed, count } of entries) {
      if (this.#admitted(feed) < count) return false;
    }
    return true;
  }

  /** How many entries that a clock names have not been admitted here. */
  missing(entries: Status["entries"]): number {
    let missing = 0;
    for (const { feed, count } of entries) {
      missing += Math.max(0, count - this.#admitted(feed));
    }
    return missing;
  }

  /**
   * Whether this peer may begin a gradient now: where quorums count peers, one
   * update of each peer a round.
   */
  get mayCompute(): boolean {
    return !countsPeers(this.#variant) || this.#published < this.round;
  }

  /**
   * Notes an own update.
   *
   * @param round the one its header names
   */
  publish(round: number): void {
    this.#published = cancels(this.#variant) ? round : this.round;
  }

  #admitted(feed: FeedId): number {
    return this.#replica.feed(feed)?.count ?? 0;
  }

  #enter(round: number): void {
    this.round = round;
    this.quorum.advance(round);
  }
}
