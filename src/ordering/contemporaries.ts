/**
 * How the pairs of ranks with unequal shards are lined up: `position`: pair p of
 * each with pair p of the others, and whoever has run out is left out;
 * `fraction`: pairs at the same fraction of each one's epoch.
 */
export type Alignment = "position" | "fraction";

/**
 * The canonical order of an epoch's pairs: step by step, and in rank order within
 * a step. Where all shards are equal, each rank has one pair in each step; else
 * the longest has, and the others sit some out.
 */
export class Contemporaries {
  readonly #pairs: readonly number[];
  readonly #steps: number;
  readonly #alignment: Alignment;
  #step = 0;
  #rank = -1;
  #pair = 0;

  /**
   * Starts at the first pair.
   *
   * @param pairs how many each rank has
   */
  constructor(pairs: readonly number[], alignment: Alignment) {
    this.#pairs = pairs;
    this.#steps = Math.max(0, ...pairs);
    this.#alignment = alignment;
    this.advance();
  }

  /** The rank whose pair it is; -1 at the end. */
  get rank(): number {
    return this.#rank;
  }

  /** Number of the pair among the rank's own. */
  get pair(): number {
    return this.#pair;
  }

  /** Whether this pair has been passed. */
  isPast(rank: number, pair: number): boolean {
    if (this.#rank === -1) return true;
    const step = this.#stepOf(rank, pair);
    return step < this.#step || (step === this.#step && rank < this.#rank);
  }

  /** Goes to the next pair. */
  advance(): void {
    while (this.#step < this.#steps) {
      while (++this.#rank < this.#pairs.length) {
        const before = this.#before(this.#rank, this.#step);
        if (before === this.#before(this.#rank, this.#step + 1)) continue;
        this.#pair = before;
        return;
      }
      this.#rank = -1;
      this.#step++;
    }
  }

  /** The pairs that a rank has in the first `step` steps. */
  #before(rank: number, step: number): number {
    const pairs = this.#pairs[rank]!;
    return this.#alignment === "position"
      ? Math.min(pairs, step)
      : Math.floor(pairs * step / this.#steps);
  }

  /** The step that a pair is in: the first after which it has been. */
  #stepOf(rank: number, pair: number): number {
    return this.#alignment === "position"
      ? pair
      : Math.ceil((pair + 1) * this.#steps / this.#pairs[rank]!) - 1;
  }
}
