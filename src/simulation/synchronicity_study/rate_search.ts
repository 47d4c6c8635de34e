/** A learning rate's logarithm to base 2, so that neighbours are whole steps apart. */
type Step = number;

/** Rates beyond the first that a search goes to on either side, in doublings. */
const FARTHEST = 10;

/**
 * The least of a function of the learning rate, on a grid of doublings: from the
 * first rates outwards, until the best has a worse one on either side.
 *
 * The caller says what each rate came to; the search asks for what it needs next.
 */
export class RateSearch {
  readonly #base: number;
  readonly #losses = new Map<Step, number>();
  readonly #first: readonly Step[];

  /**
   * Has tried none.
   *
   * @param rates to begin with; the grid is that of the first one
   */
  constructor(rates: readonly number[]) {
    this.#base = rates[0]!;
    const steps = rates.map((rate) => Math.round(Math.log2(rate / this.#base)));
    this.#first = [...new Set(steps)].sort((a, b) => a - b);
  }

  /** Rates to try next; none where the best is known. */
  get wanted(): number[] {
    const missing = this.#first.filter((step) => !this.#losses.has(step));
    if (missing.length > 0) return missing.map((step) => this.#rate(step));
    const best = this.#bestStep;
    return [best - 1, best + 1]
      .filter((step) => !this.#losses.has(step) && this.#isNear(step))
      .map((step) => this.#rate(step));
  }

  /** A rate has been tried. */
  add(rate: number, loss: number): void {
    this.#losses.set(Math.round(Math.log2(rate / this.#base)), loss);
  }

  /** The rate with the least loss so far; of equals the smallest. */
  get best(): number {
    return this.#rate(this.#bestStep);
  }

  /** Whether the best has no worse one on some side: it is as far as the search goes. */
  get isAtEdge(): boolean {
    const best = this.#bestStep;
    return !this.#losses.has(best - 1) || !this.#losses.has(best + 1);
  }

  /** What was tried, ascending. */
  get tried(): { rate: number; loss: number }[] {
    return [...this.#losses].sort(([a], [b]) => a - b).map(([step, loss]) => ({
      rate: this.#rate(step),
      loss,
    }));
  }

  get #bestStep(): Step {
    let least = Infinity, best: Step | undefined;
    const steps = [...this.#losses.keys()].sort((a, b) => a - b);
    for (const step of steps) {
      const loss = this.#losses.get(step)!;
      if (loss < least) [least, best] = [loss, step];
    }
    // Where all have diverged it can only be less.
    return best ?? steps[0]!;
  }

  #isNear(step: Step): boolean {
    const { length } = this.#first;
    return step >= this.#first[0]! - FARTHEST &&
      step <= this.#first[length - 1]! + FARTHEST;
  }

  #rate(step: Step): number {
    return Number((this.#base * 2 ** step).toPrecision(6));
  }
}
