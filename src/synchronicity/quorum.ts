import { cancels, countsPeers, type Variant } from "./variant.ts";
import { DecayedStatistic } from "./decayed_statistic.ts";

/**
 * Counts the updates of named rounds, for the variants that cancel: whose header
 * names a round counts towards that round's quorum, whenever it arrives. Measures
 * how many updates a round really brings, since whoever finishes before he hears
 * of the quorum publishes too.
 */
export class RoundQuorum {
  readonly #distinct: boolean;
  readonly #rounds = new Map<
    number,
    { publishers: Set<string>; batches: number }
  >();
  readonly #perRound = new DecayedStatistic(16);
  #settled = -1;

  /** @param variant `k-sync` or `k-batch-sync` */
  constructor(variant: Variant) {
    this.#distinct = countsPeers(variant);
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

  /** Whether `round` has its K distinct peers, or K batches. */
  isComplete(round: number, k: number): boolean {
    const entry = this.#rounds.get(round);
    if (entry === undefined) return false;
    return (this.#distinct ? entry.publishers.size : entry.batches) >= k;
  }

  /**
   * Begins `round`. An earlier one goes into the mean one round later, when its
   * stragglers have had time to arrive.
   */
  begin(round: number): void {
    this.#settled = round - 2;
    for (const [number, entry] of this.#rounds) {
      if (number > this.#settled) continue;
      this.#perRound.add(entry.batches);
      this.#rounds.delete(number);
    }
  }

  /** Updates a round brings, the decayed mean; undefined before the first. */
  get updatesPerRound(): number | undefined {
    return this.#perRound.count === 0 ? undefined : this.#perRound.mean;
  }
}

/**
 * Most updates of one publisher that wait for an iteration: after a partition the
 * hundreds that arrive at once must not free anyone from waiting ever again.
 */
const MAX_PENDING = 8;

/**
 * Counts updates in the order of folding, for the variants in which the others go
 * on: what a parameter server's iterations would be, as this peer sees them. An
 * iteration takes one update of each of K distinct peers, or K batches; what a
 * peer has published beyond that counts in the next one. Nothing is counted twice
 * or forgotten, so peers that wait for each other cannot wait in a circle: who
 * published last was counted by whoever waits for him, and that one then went on.
 */
export class IterationQuorum {
  readonly #distinct: boolean;
  readonly #pending = new Map<string, number>();
  #batches = 0;

  /** @param variant `k-async` or `k-batch-async` */
  constructor(variant: Variant) {
    this.#distinct = countsPeers(variant);
  }

  /** Counts folded updates of one publisher. */
  add(publisher: string, updates = 1): void {
    this.#batches = Math.min(this.#batches + updates, MAX_PENDING);
    const pending = (this.#pending.get(publisher) ?? 0) + updates;
    this.#pending.set(publisher, Math.min(pending, MAX_PENDING));
  }

  /** Takes a quorum out of what is pending, if there is one. */
  take(k: number): boolean {
    if ((this.#distinct ? this.#pending.size : this.#batches) < k) return false;
    if (!this.#distinct) {
      this.#batches -= k;
      return true;
    }
    for (const [publisher, pending] of this.#pending) {
      if (pending === 1) this.#pending.delete(publisher);
      else this.#pending.set(publisher, pending - 1);
    }
    return true;
  }
}

/**
 * The n of the weight 1/n that makes a quorum's updates one mean step.
 *
 * Where the others go on, every update counts in exactly one iteration of K: n is
 * K. Where they cancel, whoever overshoots counts too: n is the measured mean of
 * updates a round, at least K, and exactly the live peers in full synchrony; before
 * the first measurement all live peers are taken to publish, which errs towards
 * small steps.
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
  if (!cancels(variant)) return k;
  if (countsPeers(variant) && k >= live) return live;
  return Math.max(k, measured ?? live);
}
