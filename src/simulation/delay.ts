import type { Random } from "../random/mod.ts";

/** A distribution of durations. */
export interface Delay {
  /** Its name and parameters, as `parseDelay` reads them: `pareto:2,1`. */
  readonly name: string;
  /** The mean; Infinity where there is none. */
  readonly mean: number;
  /**
   * Draws one duration.
   *
   * @param random the only source of chance
   * @param now virtual ms since the start, for distributions that change over time
   */
  sample(random: Random, now: number): number;
}
