import { countsPeers, namesRounds, type Variant } from "./variant.ts";

/**
 * Rounds over which the mean of updates a round is taken, and by which an update
 * may be late and still be measured. Back-pressure keeps like machines within half
 * of it; what is later is history that a catch-up brought.
 */
const MEMORY = 16;

/** Rounds that the expectation counts for before the first was measured. */
const PRIOR = MEMORY / 2;

/**
 * Counts the updates of named rounds, for the variants that cancel: whose header
 * names a round counts towards that round's quorum, whenever it arrives.
 *
 * It also measures how many updates are folded for each round turned, late ones
 * included, since whoever finishes before he hears of the quorum publishes too.
 * Counting by round named would miss those that links slower than a round bring.
 */
export class RoundQuorum {
  readonly #distinct: boolean;
  readonly #rounds = new Map<
    number,
    { publishers: Set<string>; batches: number; norm: number }
  >();
  #round = 0;
  #updatesFrom = 0;
  #pending = 0;
  #updates = 0;
  #turned = 0;
  #prior = PRIOR;

  /**
   * Starts with no updates.
   *
   * @param variant `k-sync`, `k-batch-sync` or `auto`
   */
  constructor(variant: Variant) {
    this.#distinct = countsPeers(variant);
  }

  /**
   * Counts one folded update of `publisher` that belongs to `round`.
   *
   * @param norm its Euclidean norm
   */
  add(round: number, publisher: string, norm = 0): void {
    if (round >= this.#updatesFrom) this.#pending++;
    if (round < this.#round) return;
    let entry = this.#rounds.get(round);
    if (entry === undefined) {
      entry = { publishers: new Set(), batches: 0, norm: 0 };
      this.#rounds.set(round, entry);
    }
    entry.publishers.add(publisher);
    entry.batches++;
    entry.norm += norm;
  }

  /**
   * Whether `round` has its K distinct peers, or K batches; or so much norm, where
   * that is enough whoever sent it.
   */
  isComplete(round: number, k: number, norm = Infinity): boolean {
    const entry = this.#rounds.get(round);
    if (entry === undefined) return false;
    if (entry.norm > 0 && entry.norm >= norm) return true;
    return (this.#distinct ? entry.publishers.size : entry.batches) >= k;
  }

  /** Begins `round`; after a leap, as of a joiner, the mean is measured anew. */
  begin(round: number): void {
    const turned = round - this.#round;
    this.#round = round;
    for (const number of this.#rounds.keys()) {
      if (number < round) this.#rounds.delete(number);
    }
    if (turned > MEMORY) {
      this.#updatesFrom = round;
      this.#pending = 0;
      this.#updates = 0;
      this.#turned = 0;
      this.#prior = PRIOR;
      return;
    }
    this.#updatesFrom = Math.max(this.#updatesFrom, round - MEMORY);
    const kept = (1 - 1 / MEMORY) ** turned;
    this.#updates = (this.#updates + this.#pending) * kept;
    this.#pending = 0;
    this.#turned = (this.#turned + turned) * kept;
    this.#prior *= kept;
  }

  /**
   * Updates a round brings, the decayed mean.
   *
   * @param expected what is taken for granted before much was measured
   */
  updatesPerRound(expected: number): number {
    return (this.#updates + this.#prior * expected) /
      (this.#turned + this.#prior);
  }
}

/**
 * Most updates of one publisher that wait for an iteration: after a partition the
 * hundreds that arrive at once must not free anyone from waiting ever again.
 * Batches have no such bound: in `k-batch-async` nobody waits, and K may be large.
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

  /**
   * Starts with no updates.
   *
   * @param variant `k-async` or `k-batch-async`
   */
  constructor(variant: Variant) {
    this.#distinct = countsPeers(variant);
  }

  /** Counts folded updates of one publisher. */
  add(publisher: string, updates = 1): void {
    if (!this.#distinct) {
      this.#batches += updates;
      return;
    }
    const pending = (this.#pending.get(publisher) ?? 0) + updates;
    this.#pending.set(publisher, Math.min(pending, MAX_PENDING));
  }

  /** Takes a quorum out of what is pending, if there is one. */
  take(k: number): boolean {
    if (!this.#distinct) {
      if (this.#batches < k) return false;
      this.#batches -= k;
      return true;
    }
    if (this.#pending.size < k) return false;
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
 * updates a round, at least K, and exactly the live peers in full synchrony.
 */
export function updatesPerStep(
  options: { variant: Variant; k: number; live: number; measured: number },
): number {
  const { variant, k, live, measured } = options;
  if (!namesRounds(variant)) return k;
  if (countsPeers(variant) && k >= live) return live;
  return Math.max(k, measured);
}
