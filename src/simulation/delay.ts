import type { Random } from "../random/mod.ts";
import type { Ageing } from "../synchronicity/mod.ts";

/** A distribution of durations. */
export interface Delay {
  /** Its name and parameters, as `parseDelay` reads them: `pareto:2,1`. */
  readonly name: string;
  /** The mean; Infinity where there is none. */
  readonly mean: number;
  /**
   * How a new duration compares with what is left of one under way, where that is
   * known: `new-longer`, P(X > s + t) <= P(X > s) P(X > t), where letting the
   * others go on is no slower than cancelling them (Dutta et al., arXiv
   * 2003.10579); `memoryless` where both are alike.
   */
  readonly ageing?: Ageing;
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
