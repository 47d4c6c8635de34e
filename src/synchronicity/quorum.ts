import { cancels, countsPeers, type Variant } from "./variant.ts";
import { DecayedStatistic } from "./decayed_statistic.ts";

/** What one round has brought so far. */
interface Round {
  publishers: Set<string>;
  batches: number;
}

/**
 * Counts folded updates, round by round, until K of them (of distinct peers, or
 * of anyone's batches) make a quorum; and measures how many updates a round
 * really brings, since whoever finishes before he hears of the quorum publishes
 * too. In the cancelling variants a round is the one an update's header names; in
 * the others it is this peer's own count of quorums, as the parameter server's
 * iteration would be.
 */
export class Quorum {
  readonly #variant: Variant;
  readonly #rounds = new Map<number, Round>();
  readonly #perRound = new DecayedStatistic(16);
  #settled = -1;

  /** Starts to count for this variant. */
  constructor(variant: Variant) {
    this.#variant = variant;
  }

  /** Counts one folded update of `publisher` that belongs to `round`. */
  add(round: number, publisher: string): void {
    if (round <= this.#settled) return;
    let entry = this.#rounds.get(round);
    if (entry === undefined) {
      entry = { publishers: new Set(), batches: 0 };
      this.#rounds.set(round, entry);
    }
    entry.publishers.add(publisher);
    entry.batches++;
  }

  /** What counts towards the quorum of `round`: distinct peers, or batches. */
  count(round: number): number {
    const entry = this.#rounds.get(round);
    if (entry === undefined) return 0;
    return countsPeers(this.#variant) ? entry.publishers.size : entry.batches;
  }

  /**
   * Closes the rounds before `round`. A cancelling variant's round goes into the
   * mean one round later, when its stragglers have had time to arrive.
   */
  advance(round: number): void {
    this.#settled = cancels(this.#variant) ? round - 2 : round - 1;
    for (const [number, entry] of this.#rounds) {
      if (number > this.#settled) continue;
      if (entry.batches > 0) this.#perRound.add(entry.batches);
      this.#rounds.delete(number);
    }
  }

  /** Updates a round brings, the decayed mean; undefined before the first. */
  get updatesPerRound(): number | undefined {
    return this.#perRound.count === 0 ? undefined : this.#perRound.mean;
  }
}

/**
 * The n of the weight 1/n that makes the sum of a round's updates one mean step.
 *
 * Full synchrony divides by the live peers exactly. Where peers cancel, whoever
 * overshoots counts too: n is the measured mean of updates a round, at least K;
 * before the first measurement all live peers are taken to publish, which errs
 * towards small steps. In `k-batch-async` nobody waits and K alone sets n.
 */
export function updatesPerStep(
  options: {
    variant: Variant;
    k: number;
    live: number;
    measured: number | undefined;
  },
): number {
  const { variant, k, live, measured } = options;
  if (variant === "k-batch-async") return k;
  if (countsPeers(variant) && k >= live) return live;
  if (measured === undefined) return cancels(variant) ? Math.max(k, live) : k;
  return Math.max(k, measured);
}
