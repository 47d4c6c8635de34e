import { DecayedStatistic } from "./decayed_statistic.ts";

/** Updates of one peer over which its usual norm is taken. */
const MEMORY = 8;

/**
 * The norm that a round is expected to bring: the decayed mean of what each peer
 * has sent, and the own update's norm for those who have sent nothing yet. What
 * the norm-bounded scheduler of Nadiradze et al. (arXiv 2001.05918) compares with.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ExpectedNorm } from "./expected_norm.ts";
 *
 * const expected = new ExpectedNorm("me");
 * assertEquals(expected.of(["a", "b"]), undefined);
 * expected.add("me", 2);
 * expected.add("a", 4);
 * assertEquals(expected.of(["a", "b"]), 2 + 4 + 2);
 * ```
 */
export class ExpectedNorm {
  readonly #own: string;
  readonly #usual = new Map<string, DecayedStatistic>();

  /**
   * Starts with nothing heard.
   *
   * @param own the own feed
   */
  constructor(own: string) {
    this.#own = own;
  }

  /** Takes in the norm of one update. */
  add(publisher: string, norm: number): void {
    let usual = this.#usual.get(publisher);
    if (usual === undefined) {
      this.#usual.set(publisher, usual = new DecayedStatistic(MEMORY));
    }
    usual.add(norm);
  }

  /**
   * The norm that a round of this peer and others is expected to bring; undefined
   * where somebody has not been heard, nor the own norm.
   *
   * @param others the others' feeds
   */
  of(others: Iterable<string>): number | undefined {
    const own = this.#usual.get(this.#own)?.mean;
    let sum = own;
    for (const publisher of others) {
      const usual = this.#usual.get(publisher)?.mean ?? own;
      if (usual === undefined || sum === undefined) return undefined;
      sum += usual;
    }
    return sum;
  }
}
