import type { FeedId, Replica, Status, Update } from "../replica/mod.ts";
import {
  countsPeers,
  IterationQuorum,
  namesRounds,
  RoundQuorum,
  type Variant,
} from "../synchronicity/mod.ts";
import { ClocksAhead } from "./clocks_ahead.ts";

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
  /** Feeds that may have something to fold; some of them twice. */
  readonly #ready: FeedId[] = [];
  /** Feeds whose next entry is of a later round, by that round. */
  readonly #held = new Map<number, Set<FeedId>>();
  readonly #ahead: ClocksAhead;
  readonly #named: RoundQuorum;
  readonly #counted: IterationQuorum;
  readonly #replica: Replica;
  readonly #variant: Variant;

  /**
   * Starts at round 0; where the replica was restored, after the last round that is
   * in it. Earlier, it would hold back what the others had published before.
   */
  constructor(replica: Replica, variant: Variant) {
    this.#replica = replica;
    this.#variant = variant;
    this.#named = new RoundQuorum(variant);
    this.#counted = new IterationQuorum(variant);
    this.#ahead = new ClocksAhead((feed) => this.#admitted(feed));
    if (namesRounds(variant)) {
      for (const { folded } of replica.feeds()) {
        if (folded !== undefined) this.jump(folded.header.round + 1);
      }
    }
    this.#arriveAll();
  }

  /** Entries of a feed were admitted: they are folded when their round has come. */
  arrived(feed: FeedId): void {
    this.#ready.push(feed);
    this.#ahead.arrived(feed);
  }

  /** Takes in a peer's whole clock, which may prove rounds complete. */
  hear(status: Status): void {
    if (!namesRounds(this.#variant) || status.round <= this.round) return;
    this.#ahead.hear(status);
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
    const holds = namesRounds(this.#variant) && !all;
    if (all) this.#release(Infinity);
    // What becomes ready while this goes on is visited, too.
    for (let i = 0; i < this.#ready.length; i++) {
      const feed = this.#ready[i]!;
      for (;;) {
        const next = this.#replica.peek(feed);
        if (next === undefined) break;
        const { round } = next.header;
        if (holds && round > this.round) {
          this.#hold(feed, round);
          break;
        }
        if (holds && round === this.round) opening();
        this.#replica.fold(feed);
        if (namesRounds(this.#variant)) {
          this.#named.add(round, feed, next.header.norm);
        } else this.#counted.add(feed);
        folded(next);
      }
    }
    this.#ready.length = 0;
  }

  /**
   * Goes to the next round if this one is complete.
   *
   * @param k the quorum, already clamped to the live peers
   * @param norm what completes a named round, too: so much of its updates' norm
   * @returns whether the round changed
   */
  advance(k: number, norm = Infinity): boolean {
    if (!namesRounds(this.#variant)) {
      if (!this.#counted.take(k)) return false;
      this.#enter(this.round + 1);
      return true;
    }
    if (this.#named.isComplete(this.round, k, norm)) {
      this.#enter(this.round + 1);
      return true;
    }
    if (this.#ahead.proven <= this.round) return false;
    this.#enter(this.#ahead.proven);
    return true;
  }

  /**
   * Takes over a snapshot, or a sum. What that brought counts towards quorums, except
   * for a joiner, who starts level with everyone.
   *
   * @param change does it, in the replica
   */
  jumpOver<T>(change: (replica: Replica) => T, joining: boolean): T {
    const before = this.#replica.clock.counts();
    const result = change(this.#replica);
    this.#arriveAll();
    if (!joining) this.#count(before);
    return result;
  }

  #count(before: ReadonlyMap<FeedId, number>): void {
    for (const [feed, { count }] of this.#replica.clock.entries()) {
      const news = count - (before.get(feed) ?? 0);
      if (news <= 0) continue;
      if (namesRounds(this.#variant)) {
        // Of the rounds in between nothing is known; who was counted in them is
        // in a later round now, and rounds that he shows are complete.
        const { header } = this.#replica.feed(feed)!.folded!;
        this.#named.add(header.round, feed, header.norm);
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
    this.#published = namesRounds(this.#variant) ? round : this.round;
  }

  #admitted(feed: FeedId): number {
    return this.#replica.feed(feed)?.reach ?? 0;
  }

  #arriveAll(): void {
    for (const feed of this.#replica.feedsWithUnfolded()) {
      this.#ready.push(feed);
    }
    this.#ahead.arrivedAll();
  }

  #hold(feed: FeedId, round: number): void {
    const held = this.#held.get(round);
    if (held === undefined) this.#held.set(round, new Set([feed]));
    else held.add(feed);
  }

  /** What was held for rounds up to this one may be folded. */
  #release(round: number): void {
    for (const [named, feeds] of this.#held) {
      if (named > round) continue;
      for (const feed of feeds) this.#ready.push(feed);
      this.#held.delete(named);
    }
  }

  #enter(round: number): void {
    this.round = round;
    this.#named.begin(round);
    this.#release(round);
  }
}
