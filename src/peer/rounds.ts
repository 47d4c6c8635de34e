import type { FeedId, Replica, Status, Update } from "../replica/mod.ts";
import {
  cancels,
  countsPeers,
  IterationQuorum,
  RoundQuorum,
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
  readonly #named: RoundQuorum;
  readonly #counted: IterationQuorum;
  readonly #replica: Replica;
  readonly #variant: Variant;

  /** Starts at round 0. */
  constructor(replica: Replica, variant: Variant) {
    this.#replica = replica;
    this.#variant = variant;
    this.#named = new RoundQuorum(variant);
    this.#counted = new IterationQuorum(variant);
  }

  /**
   * Folds whatever the present round admits.
   *
   * @param all fold later rounds too, as at the end of training
   * @param opening called before the first update of the present round is added,
   * when the model still is the view that this round is computed at
   * @param folded called with each update just added to the model
   * @throws {DivergedError} If a weight leaves the grid's range
   */
  fold(
    all: boolean,
    opening: () => void,
    folded: (update: Update) => void,
  ): void {
    const holds = cancels(this.#variant) && !all;
    for (const feed of [...this.#replica.feedsWithUnfolded()]) {
      for (;;) {
        const next = this.#replica.peek(feed);
        if (next === undefined) break;
        if (holds && next.header.round > this.round) break;
        if (holds && next.header.round === this.round) opening();
        this.#replica.fold(feed);
        if (cancels(this.#variant)) {
          this.#named.add(next.header.round, feed);
        } else {
          this.#counted.add(feed);
        }
        folded(next);
      }
    }
  }

  /**
   * Goes to the next round if this one is complete.
   *
   * @param k the quorum, already clamped to the live peers
   * @param ahead whole clocks of live peers, the newest known of each
   * @returns whether the round changed
   */
  advance(k: number, ahead: Iterable<Status>): boolean {
    if (!cancels(this.#variant)) {
      if (!this.#counted.take(k)) return false;
      this.#enter(this.round + 1);
      return true;
    }
    if (this.#named.isComplete(this.round, k)) {
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

  /**
   * Takes over a snapshot. What it brought counts towards quorums, except for a
   * joiner, who starts level with everyone.
   */
  adopt(bytes: Uint8Array, joining: boolean): void {
    const before = this.#replica.clock.counts();
    this.#replica.adopt(bytes);
    if (joining) return;
    for (const [feed, { count }] of this.#replica.clock.entries()) {
      const news = count - (before.get(feed) ?? 0);
      if (news <= 0) continue;
      if (cancels(this.#variant)) {
        // Of the rounds in between nothing is known; who was counted in them is
        // in a later round now, and rounds that he shows are complete.
        const { header } = this.#replica.feed(feed)!.folded!;
        this.#named.add(header.round, feed);
      } else {
        this.#counted.add(feed, news);
      }
    }
  }

  /** Enters a later round, as a joiner does with the snapshot it took. */
  jump(round: number): void {
    if (round > this.round) this.#enter(round);
  }

  /**
   * Updates a round brings, measured.
   *
   * @param expected what is taken for granted before much was measured
   */
  updatesPerRound(expected: number): number {
    return this.#named.updatesPerRound(expected);
  }

  /** Whether every entry that a clock names has been admitted here. */
  hasAll(entries: Status["entries"]): boolean {
    for (const { feed, count } of entries) {
      if (this.#admitted(feed) < count) return false;
    }
    return true;
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
    this.#named.begin(round);
  }
}
