import type { Extent } from "../study/mod.ts";
import type { Contender } from "./contender.ts";
import type { Law } from "./law.ts";

/** One time over another. */
export interface TimeRatio {
  /** On the median curves of both. */
  readonly ofMedians: number;
  /** Of each seed: the one's curve against the other's. */
  readonly bySeed: Extent;
}

/** How one contender did under one law, at its best rate. */
export interface Standing {
  /** Who. */
  readonly contender: Contender;
  /** The K of a fixed one; undefined where a policy chooses it. */
  readonly k: number | undefined;
  /** The learning rate, that of the least loss at the end. */
  readonly rate: number;
  /** Whether the search for it came to the edge of what is tried. */
  readonly isAtEdge: boolean;
  /** The geometric mean of the losses at the end by rate, of the seeds that it was chosen by. */
  readonly rates: readonly { rate: number; loss: number }[];
  /** Excess loss, F - F* or F where F* is not known, without its jitter, at the end. */
  readonly finalLoss: Extent;
  /** The same over time, one point for each stretch, from 0. */
  readonly curve: readonly Extent[];
  /** The quorum over time, in the mean over peers and seeds. */
  readonly ks: readonly number[];
  /** Passes over the data at the end, in the median. */
  readonly progress: number;
  /**
   * Its time to what the best fixed K ends with over that K's own; Infinity where it
   * never gets there. Undefined where no fixed K takes part.
   */
  readonly toBest: TimeRatio | undefined;
}

/** How many times sooner a challenger is where a fixed K ends. */
export interface Lead {
  /** The fixed K's contender, by name. */
  readonly fixed: string;
  /** Who is held against it, by name. */
  readonly challenger: string;
  /** That K's time to what it ends with over the challenger's; 0 where that never gets there. */
  readonly times: TimeRatio;
}

/** What one law comes to. */
export interface LawStudy {
  /** The law. */
  readonly law: Law;
  /** The time that contenders are compared at, virtual s: their end. */
  readonly seconds: number;
  /** Stretches up to there; curves go on beyond. */
  readonly stretches: number;
  /** Everyone who took part. */
  readonly standings: readonly Standing[];
  /** The fixed K that ends with the least median loss, by its contender's name. */
  readonly best: string | undefined;
  /** Every fixed K against every challenger. */
  readonly leads: readonly Lead[];
}

/** Where a fixed K is beaten most. */
export interface Defeat extends Lead {
  /** Under which law. */
  readonly law: string;
}
