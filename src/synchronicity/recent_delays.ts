/**
 * The last delays of one kind, and what is usual among them. Order statistics,
 * not moments: one recovery that took a second must not make a second usual.
 */
export class RecentDelays {
  /** How many delays were ever added. */
  count = 0;
  readonly #values: Float64Array;
  // Kept in order as they come: quantiles are asked for more often than delays are added.
  readonly #sorted: Float64Array;

  /**
   * Starts empty.
   *
   * @param window how many are remembered
   */
  constructor(window = 32) {
    this.#values = new Float64Array(window);
    this.#sorted = new Float64Array(window);
  }

  /** Adds one delay, ms. */
  add(delay: number): void {
    const values = this.#values, sorted = this.#sorted;
    const at = this.count % values.length;
    let place = Math.min(this.count, values.length);
    if (place === values.length) {
      const oldest = values[at]!;
      place = 0;
      while (place < values.length - 1 && sorted[place] !== oldest) place++;
      for (; place < values.length - 1; place++) {
        sorted[place] = sorted[place + 1]!;
      }
    }
    for (; place > 0 && sorted[place - 1]! > delay; place--) {
      sorted[place] = sorted[place - 1]!;
    }
    sorted[place] = delay;
    values[at] = delay;
    this.count++;
  }

  /** The median of the remembered delays; undefined before the first. */
  get median(): number | undefined {
    return this.quantile(0.5);
  }

  /**
   * The delay that a part of the remembered ones stays below; undefined before
   * the first.
   *
   * @param part from 0, the least, to below 1
   */
  quantile(part: number): number | undefined {
    const length = Math.min(this.count, this.#values.length);
    return length === 0 ? undefined : this.#sorted[Math.floor(part * length)];
  }

  /** The largest of the remembered delays; undefined before the first. */
  get largest(): number | undefined {
    const length = Math.min(this.count, this.#values.length);
    return length === 0 ? undefined : this.#sorted[length - 1];
  }
}
