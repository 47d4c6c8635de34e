/** One duration of a sample: seen to its end, or cut short. */
export interface Observation {
  /** How long it took, or how long it had taken when it was cut short, ms. */
  readonly duration: number;
  /** It was cut short: all that is known is that it would have taken longer. */
  readonly isCensored: boolean;
  /** How much it counts. */
  readonly weight: number;
  /**
   * It is in the sample because it took longer than this, and says nothing of
   * shorter durations (delayed entry); 0 for most.
   */
  readonly entry: number;
}

/** What a product of 32 factors may be off by. */
const ROUNDING = 1e-12;

/**
 * The product-limit estimate of P(X > t) of Kaplan and Meier (1958), weighted, with
 * delayed entry: at each finished duration the survivors shrink by the part of
 * those still under way that finished there. So durations that were cut short count
 * for as long as they lasted, and the estimate is not biased towards short ones.
 *
 * Where the longest duration was cut short, some survivors remain at its age; from
 * there they finish at a constant rate, once in `excess` ms.
 */
export class ProductLimit {
  /** The finished durations, ascending, ms: where P(X > t) steps down. */
  readonly steps: Float64Array;
  /** Where the estimate ends and the exponential tail begins, ms. */
  readonly end: number;
  /** P(X > t) at `end`: 0 where the longest duration finished. */
  readonly rest: number;
  /** E[X], ms. */
  readonly mean: number;
  /** E[X - t | X > t] beyond `end`, ms. */
  readonly excess: number;
  /** P(X > t) from each step on. */
  readonly #above: Float64Array;
  /** Integral of P(X > t) up to each step. */
  readonly #area: Float64Array;

  /**
   * Estimates from at least one observation.
   *
   * @param excess expected time beyond `end` of what lasts longer, ms
   */
  constructor(observations: readonly Observation[], excess: number) {
    // What finishes at an age finishes before what is cut short at the same age.
    const sorted = observations.toSorted((a, b) =>
      a.duration - b.duration || +a.isCensored - +b.isCensored
    );
    const underWay = countUnderWay(sorted);
    const finished = sorted.filter(({ isCensored }) => !isCensored);
    this.steps = Float64Array.from(finished, ({ duration }) => duration);
    this.#above = new Float64Array(finished.length);
    this.#area = new Float64Array(finished.length);
    this.excess = excess;
    this.end = sorted[sorted.length - 1]!.duration;
    let above = 1, area = 0, at = 0, step = 0;
    for (const [i, { duration, isCensored, weight }] of sorted.entries()) {
      if (isCensored) continue;
      area += above * (duration - at);
      at = duration;
      above *= 1 - weight / underWay[i]!;
      this.#above[step] = above;
      this.#area[step++] = area;
    }
    this.rest = above;
    this.mean = area + above * (this.end - at + excess);
  }

  /** P(X > t). */
  survival(t: number): number {
    if (t > this.end) {
      if (this.rest === 0) return 0;
      return this.rest * Math.exp((this.end - t) / this.excess);
    }
    const i = this.#stepsUntil(t);
    return i === 0 ? 1 : this.#above[i - 1]!;
  }

  /**
   * The least t with P(X <= t) >= `part`, ms: in the exponential tail where the
   * steps do not go so far.
   *
   * @param part from 0 to below 1
   */
  quantile(part: number): number {
    const above = 1 - part;
    let low = 0, high = this.steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#above[middle]! <= above + ROUNDING) high = middle;
      else low = middle + 1;
    }
    if (low < this.steps.length) return this.steps[low]!;
    return this.end + this.excess * Math.log(this.rest / above);
  }

  /** E[min(X, t)]: the time that is spent where work is given up at age `t`, ms. */
  truncatedMean(t: number): number {
    if (t > this.end) {
      const decayed = 1 - Math.exp((this.end - t) / this.excess);
      return this.truncatedMean(this.end) +
        (this.rest === 0 ? 0 : this.rest * this.excess * decayed);
    }
    const i = this.#stepsUntil(t);
    if (i === 0) return t;
    return this.#area[i - 1]! + this.#above[i - 1]! * (t - this.steps[i - 1]!);
  }

  /** E[X - age | X > age], ms; 0 where nothing took longer. */
  remaining(age: number): number {
    const above = this.survival(age);
    if (above === 0) return 0;
    return Math.max(0, this.mean - this.truncatedMean(age)) / above;
  }

  /** How many steps are at `t` or before. */
  #stepsUntil(t: number): number {
    let low = 0, high = this.steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.steps[middle]! <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The weight of those under way just before each of the sorted observations ends.
 * Summed from the end, so that where only faint ones are left they lose no digits,
 * and the last is all there is.
 */
function countUnderWay(sorted: readonly Observation[]): Float64Array {
  const underWay = new Float64Array(sorted.length);
  const entries = sorted.filter(({ entry }) => entry > 0)
    .sort((a, b) => b.entry - a.entry);
  let sum = 0, left = 0;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const { duration, weight } = sorted[i]!;
    sum += weight;
    while (left < entries.length && entries[left]!.entry >= duration) {
      sum -= entries[left++]!.weight;
    }
    underWay[i] = sum;
  }
  return underWay;
}
