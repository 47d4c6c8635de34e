/**
 * The last delays of one kind, and what is usual among them. Order statistics,
 * not moments: one recovery that took a second must not make a second usual.
 */
export class RecentDelays {
  /** How many delays were ever added. */
  count = 0;
  readonly #values: Float64Array;
  #sorted: Float64Array | undefined;

  /**
   * Starts empty.
   *
   * @param window how many are remembered
   */
  constructor(window = 32) {
    this.#values = new Float64Array(window);
  }

  /** Adds one delay, ms. */
  add(delay: number): void {
    this.#values[this.count++ % this.#values.length] = delay;
    this.#sorted = undefined;
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
    if (length === 0) return undefined;
    this.#sorted ??= this.#values.slice(0, length).sort();
    return this.#sorted[Math.floor(part * length)];
  }

  /** The largest of the remembered delays; undefined before the first. */
  get largest(): number | undefined {
    const length = Math.min(this.count, this.#values.length);
    if (length === 0) return undefined;
    return this.#values.subarray(0, length).reduce((a, b) => Math.max(a, b));
  }
}
