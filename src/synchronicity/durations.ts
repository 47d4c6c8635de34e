import { type Observation, ProductLimit } from "./product_limit.ts";
import { restartAge } from "./restart_age.ts";

/**
 * How long one peer's gradients take, by the recent ones: those that finished, and
 * those that were cancelled, which are known to take longer than they had. To
 * forget the cancelled would be to call a peer fast for losing every race but those
 * it wins quickly.
 *
 * The distribution is the weighted product-limit estimate (see
 * {@linkcode ProductLimit}) over a sliding window, in which the newest counts
 * seven times as much as the oldest. What lasts longer than anything in the window did is
 * guessed at:
 *
 * * cancelled work that outlasted all that finished goes on to finish at a constant
 *   rate: as many a ms as have finished per ms of computing past the median (the
 *   total time on test, unbiased where durations are exponential);
 * * where less than one has finished of late only a lower bound is known, and the
 *   guess has no scale but that: what has gone on for a time goes on for as long
 *   again (Lindy's law).
 *
 * A finished duration longer than any at which work is cancelled now is kept beyond
 * the window, for what is given up early says no more of how long it takes.
 *
 * @example
 * ```ts
 * import { Durations } from "./durations.ts";
 *
 * const durations = new Durations();
 * durations.add(10);
 * durations.add(30);
 * durations.censor(20); // cancelled after 20 ms
 * durations.survival(15); // 0.69: two of three, the newest counting most
 * durations.remaining(20); // 10 ms: it will be the 30 ms again
 * ```
 */
export class Durations {
  /** How many have ever finished. */
  count = 0;
  readonly #window: number;
  /** The last of them, in a ring; those cut short are negative. */
  readonly #ring: Float64Array;
  /** How many were ever noted. */
  #noted = 0;
  /** Finished ones from before the window, longest kept where cut short since. */
  #kept: { duration: number; at: number }[] = [];
  /** Finished of late, and time spent of late, ms. */
  #finished = 0;
  #spent = 0;
  #estimate: ProductLimit | undefined;
  #restartAfter: number | undefined;

  /**
   * Starts empty.
   *
   * @param window how many are remembered
   */
  constructor(window = 32) {
    this.#window = window;
    this.#ring = new Float64Array(window);
  }

  /** Takes in a gradient that took `ms`. */
  add(ms: number): void {
    this.count++;
    this.#note(Math.max(0, ms), false);
  }

  /** Takes in a gradient that was cancelled when it had been under way for `ms`. */
  censor(ms: number): void {
    if (ms > 0) this.#note(ms, true);
  }

  /** E[X], ms; undefined before anything is known. */
  get mean(): number | undefined {
    return this.#noted === 0 ? undefined : this.#product.mean;
  }

  /** Where P(X > t) steps down or its tail begins, ms, ascending. */
  get steps(): ArrayLike<number> {
    if (this.#noted === 0) return [];
    const { steps, end, rest } = this.#product;
    return rest > 0 ? [...steps, end] : steps;
  }

  /** P(X > t), `t` in ms; 1 before anything is known. */
  survival(t: number): number {
    return this.#noted === 0 ? 1 : this.#product.survival(t);
  }

  /**
   * What a part of the gradients take at most, ms: the least t with P(X <= t) >=
   * part; 0 before anything is known.
   *
   * @param part from 0 to below 1
   */
  quantile(part: number): number {
    return this.#noted === 0 ? 0 : this.#product.quantile(part);
  }

  /**
   * E[X - age | X > age], ms: how much longer a gradient will take that has been
   * under way for `age` ms. Beyond all that is remembered: as long as the upper
   * half usually exceeds the median, and as long again as it has overrun the
   * longest; where nothing has finished, at least as long again as all of it.
   */
  remaining(age: number): number {
    if (this.#noted === 0) return age;
    const product = this.#product;
    const { end, rest, steps } = product;
    if (age < end) return product.remaining(age);
    if (steps.length === 0) return Math.max(age, product.excess);
    if (rest > 0) return Math.max(product.excess, age - end);
    return this.#upperExcess + (age - end);
  }

  /**
   * The age, ms, at which a gradient is better given up and begun anew: the t with
   * the least E[min(X, t)] / P(X <= t), the expected time to one that finishes
   * within t (as in MindFlayer SGD, Maranjyan et al., arXiv 2410.04285). Infinity
   * where starting anew does not clearly pay, as it does not unless a gradient that
   * takes long is to take much longer.
   */
  restartAfter(): number {
    if (this.#noted === 0) return Infinity;
    return this.#restartAfter ??= restartAge(this.#product);
  }

  /** How far what exceeds the median exceeds it, ms. */
  get #upperExcess(): number {
    const product = this.#product;
    const median = product.steps.find((t) => product.survival(t) <= 0.5);
    return product.remaining(median ?? 0);
  }

  get #product(): ProductLimit {
    return this.#estimate ??= this.#fit();
  }

  #note(ms: number, isCensored: boolean): void {
    const fading = Math.exp(-2 / this.#window);
    this.#finished = fading * this.#finished + (isCensored ? 0 : 1);
    this.#spent = fading * this.#spent + ms;
    const at = this.#noted++;
    const place = at % this.#window;
    const oldest = this.#ring[place]!;
    this.#ring[place] = isCensored ? -ms : ms;
    if (at >= this.#window) this.#leaves(oldest, at - this.#window);
    this.#estimate = undefined;
    this.#restartAfter = undefined;
  }

  /** A duration leaves the window: it is kept where nothing since went as far. */
  #leaves(duration: number, at: number): void {
    const cut = this.#longestCut;
    if (cut === 0) {
      this.#kept = [];
      return;
    }
    if (duration > 0) this.#kept.push({ duration, at });
    this.#kept = this.#kept.filter(({ duration }) => duration > cut)
      .slice(-this.#window / 4);
  }

  /** The longest age at which one was cut short, ms; 0 where none was. */
  get #longestCut(): number {
    let longest = 0;
    for (const duration of this.#ring) longest = Math.max(longest, -duration);
    return longest;
  }

  #fit(): ProductLimit {
    const cut = this.#longestCut;
    const recent: Observation[] = [];
    const kept: Observation[] = [];
    const weight = (at: number) =>
      Math.max(FAINTEST, Math.exp(-2 * (this.#noted - 1 - at) / this.#window));
    for (const { duration, at } of this.#kept) {
      if (duration <= cut) continue;
      kept.push({
        duration,
        isCensored: false,
        weight: weight(at),
        entry: cut,
      });
    }
    const first = Math.max(0, this.#noted - this.#window);
    for (let at = first; at < this.#noted; at++) {
      const noted = this.#ring[at % this.#window]!;
      recent.push({
        duration: Math.abs(noted),
        isCensored: noted < 0,
        weight: weight(at),
        entry: 0,
      });
    }
    return new ProductLimit([...recent, ...kept], this.#excess(cut, recent));
  }

  /**
   * Expected time beyond the longest age at which one was cut short, ms: time spent
   * per finished one, past the median of those that finished. Where they are too
   * few for that, all of the time spent of late.
   */
  #excess(cut: number, recent: readonly Observation[]): number {
    const all = recent.filter(({ isCensored }) => !isCensored);
    if (all.length >= ENOUGH) {
      const sorted = Float64Array.from(all, ({ duration }) => duration).sort();
      const median = sorted[(sorted.length - 1) >> 1]!;
      let finished = 0, spent = 0;
      for (const { duration, isCensored, weight } of recent) {
        if (duration <= median) continue;
        spent += weight * (duration - median);
        if (!isCensored) finished += weight;
      }
      if (finished > 0) return spent / finished;
    }
    const finished = this.#finished, spent = this.#spent;
    if (finished >= 1) return spent / finished;
    return finished * spent + (1 - finished) * cut;
  }
}

/** Finished durations in the window that the upper half of tells something. */
const ENOUGH = 8;

/** The least weight of a duration, however old. */
const FAINTEST = 1e-6;
