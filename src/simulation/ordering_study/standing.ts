import type { Contender } from "./contender.ts";
import type { Ratio, Spread } from "../study/mod.ts";

/** How one contender did at one rate, with all seeds. */
export interface AtRate {
  /** The learning rate. */
  readonly rate: number;
  /** Excess loss (F - F*, or F where F* is not known) after the last epoch. */
  readonly finalLoss: Spread;
  /** Epochs to the target; Infinity where a run does not get there. */
  readonly epochsToTarget: Spread;
  /** Runs that got there. */
  readonly reached: number;
}

/** How one contender did. */
export interface Standing extends AtRate {
  /** Who. */
  readonly contender: Contender;
  /** Whether its rate, that of the least loss at the end, is at the edge of the grid. */
  readonly isAtEdge: boolean;
  /** At the rate that gets to the target soonest. */
  readonly soonest: AtRate;
  /** The median excess loss at x_0 and after each epoch. */
  readonly curve: readonly Spread[];
  /** The herding bound over that of a random order, in the last epoch: below 1 the order is better than chance. */
  readonly straying: number;
  /** The median loss at the end by rate, of the seeds that it was chosen by. */
  readonly rates: readonly { rate: number; finalLoss: number }[];
}

/** The challenger against one of the others: below 1 it is better. */
export interface Comparison {
  /** The loss at the end. */
  readonly loss: Ratio;
  /** Epochs to the target, at the rates that end best. */
  readonly epochs: Ratio;
  /** Epochs to the target, at the rates that get there soonest. */
  readonly soonest: Ratio;
}

/** What a study comes to. */
export interface OrderingStudy {
  /** Everyone, the challenger first. */
  readonly standings: readonly Standing[];
  /** Who of those that balance nothing ends with the least loss. */
  readonly baseline: Standing;
  /** The loss to reach: the median that the baseline ends with. */
  readonly target: number;
  /** The challenger against each of the others, by name. */
  readonly comparisons: ReadonlyMap<string, Comparison>;
  /** Rates tried, ascending. */
  readonly rates: readonly number[];
}
