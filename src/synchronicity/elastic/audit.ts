/** A certificate held against the truth, once the truth is known. */
export interface Audited {
  /** What headers said was missing: the sum of the norms. */
  readonly certified: number;
  /** The norm of the sum of those updates. */
  readonly actual: number;
  /** How many they were. */
  readonly updates: number;
  /** Whether the first bounds the second, as the triangle inequality says. */
  readonly holds: boolean;
}

/** Entries of one feed that a view lacked: after `from`, up to `to`. */
export interface MissingRange {
  /** Which feed. */
  readonly feed: string;
  /** Entries of it that the view had. */
  readonly from: number;
  /** Entries of it that headers named. */
  readonly to: number;
}

/** Parts of a norm that rounding explains. */
const ROUNDING = 1e-9;

/** So many times more updates go by than are audited. */
const REST = 32;

/**
 * Checks now and then what was certified: remembers which updates a view was known
 * to lack, adds them up as they are folded, and compares the norm of their sum with
 * the sum of their norms. One audit at a time, and none until {@linkcode REST}
 * times as many updates were folded as the last one looked at, so that it costs a
 * small part of folding.
 */
export class ElasticAudit {
  /** Audits brought to their end. */
  count = 0;
  /** How many of them did not hold. */
  failures = 0;
  /** Decayed mean of actual over certified. */
  tightness = NaN;
  readonly #length: number;
  readonly #ranges = new Map<string, MissingRange>();
  #sum: Float64Array | undefined;
  #certified = 0;
  #rounding = 0;
  #updates = 0;
  #pending = 0;
  #rest = 0;

  /**
   * Has audited nothing.
   *
   * @param length trainable coordinates, d
   */
  constructor(length: number) {
    this.#length = length;
  }

  /** Whether one may begin. */
  get isDue(): boolean {
    return this.#pending === 0 && this.#rest <= 0;
  }

  /** Updates that the audit in progress waits for. */
  get pending(): number {
    return this.#pending;
  }

  /** The feeds whose updates it waits for. */
  get feeds(): Iterable<string> {
    return this.#ranges.keys();
  }

  /**
   * Begins, where anything is missing.
   *
   * @param certified the sum of the norms of what is missing
   * @param rounding by how much rounding may have made that too small: it is a
   * difference of sums along feeds, and late in training tiny beside them
   */
  begin(
    ranges: readonly MissingRange[],
    certified: number,
    rounding = 0,
  ): void {
    this.abandon();
    for (const range of ranges) {
      this.#ranges.set(range.feed, range);
      this.#pending += range.to - range.from;
    }
    this.#updates = this.#pending;
    this.#certified = certified;
    this.#rounding = rounding;
    this.#sum ??= new Float64Array(this.#length);
    this.#sum.fill(0);
  }

  /**
   * An update was folded.
   *
   * @param addTo adds it to a vector of length d
   * @returns the result, where it was the last one awaited
   */
  fold(
    feed: string,
    seq: number,
    addTo: (sum: Float64Array) => void,
  ): Audited | undefined {
    this.#rest--;
    if (this.#pending === 0) return undefined;
    const range = this.#ranges.get(feed);
    if (range === undefined || seq <= range.from || seq > range.to) {
      return undefined;
    }
    addTo(this.#sum!);
    if (seq === range.to) this.#ranges.delete(feed);
    return --this.#pending === 0 ? this.#end() : undefined;
  }

  /** Gives the audit in progress up: some of its updates will not come one by one. */
  abandon(): void {
    this.#ranges.clear();
    this.#rest = REST * this.#updates;
    this.#pending = 0;
    this.#updates = 0;
  }

  #end(): Audited {
    let square = 0;
    for (const value of this.#sum!) square += value * value;
    const actual = Math.sqrt(square);
    const certified = this.#certified, updates = this.#updates;
    const holds = actual <= certified * (1 + ROUNDING) + this.#rounding;
    this.#rest = REST * updates;
    this.#updates = 0;
    this.count++;
    if (!holds) this.failures++;
    if (certified > 0) {
      const tightness = actual / certified;
      this.tightness = Number.isNaN(this.tightness)
        ? tightness
        : this.tightness + (tightness - this.tightness) / 16;
    }
    return { certified, actual, updates, holds };
  }
}
