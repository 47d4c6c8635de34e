import type { Random } from "../random/mod.ts";

/** A distribution of durations. */
export interface Delay {
  /** Its name and parameters, as `parseDelay` reads them: `pareto:2,1`. */
  readonly name: string;
  /** The mean; Infinity where there is none. */
  readonly mean: number;
  /**
   * Whether a new duration tends to last longer than what is left of one under
   * way: P(X > s + t) <= P(X > s) P(X > t). True of the exponential, too, where
   * both are alike. Where it holds, letting the others go on is no slower than
   * cancelling them (Dutta et al., arXiv 2003.10579).
   */
  readonly newLongerThanUsed?: boolean;
  /**
   * Draws one duration.
   *
   * @param random the only source of chance
   * @param now virtual ms since the start, for distributions that change over time
   */
  sample(random: Random, now: number): number;
  /**
   * E[X_{K:P}], the expected K-th smallest of P independent durations; Infinity
   * where there is none. Absent where durations change over time.
   *
   * @throws {RangeError} Unless 1 <= k <= peers, both whole
   */
  orderStatistic?(k: number, peers: number): number;
}
