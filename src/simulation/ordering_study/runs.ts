import type { Contender } from "./contender.ts";
import type { AtRate } from "./standing.ts";
import { median, type Spread, spreadOf } from "../study/mod.ts";
import type { Tuning } from "./tuning.ts";

/** Figures of the runs that were made: losses are in excess of F*. */
export class Runs {
  readonly #tuning: Tuning;
  readonly #optimum: number;

  /** @param optimum F*, or 0 where it is not known */
  constructor(tuning: Tuning, optimum: number) {
    this.#tuning = tuning;
    this.#optimum = optimum;
  }

  /** The loss after the last epoch, by seed. */
  finals(contender: Contender, rate: number): number[] {
    return this.#losses(contender, rate).map((losses) => losses.at(-1)!);
  }

  /** Epochs to a target, by seed. */
  epochs(contender: Contender, rate: number, target: number): number[] {
    return this.#losses(contender, rate).map((losses) =>
      epochsTo(losses, target)
    );
  }

  /** How a contender does at a rate. */
  at(contender: Contender, rate: number, target: number): AtRate {
    const epochs = this.epochs(contender, rate, target);
    return {
      rate,
      finalLoss: spreadOf(this.finals(contender, rate)),
      epochsToTarget: spreadOf(epochs),
      reached: epochs.filter(Number.isFinite).length,
    };
  }

  /** The loss epoch by epoch. */
  spread(contender: Contender, rate: number): Spread[] {
    const all = this.#losses(contender, rate);
    return all[0]!.map((_, epoch) =>
      spreadOf(all.map((losses) => losses[epoch]!))
    );
  }

  /** The median of how gradients stray in the last epoch. */
  straying(contender: Contender, rate: number): number {
    const curves = this.#tuning.curves(contender, rate);
    return median(curves.map(({ straying }) => straying));
  }

  /** The loss at the end by rate, of the seeds that rates are chosen by. */
  byRate(contender: Contender): { rate: number; finalLoss: number }[] {
    return this.#tuning.rates.map((rate) => ({
      rate,
      finalLoss: this.#tuning.finalLoss(contender, rate) - this.#optimum,
    }));
  }

  /**
   * The rate that reaches a target in the fewest epochs, by the seeds that rates
   * are chosen by; of equals the smallest, undefined where none does.
   */
  soonestRate(contender: Contender, target: number): number | undefined {
    let least = Infinity, soonest: number | undefined;
    for (const rate of this.#tuning.rates) {
      const { length } = this.#tuning.tuningCurves(contender, rate);
      const epochs = median(
        this.epochs(contender, rate, target).slice(0, length),
      );
      if (epochs < least) [least, soonest] = [epochs, rate];
    }
    return soonest;
  }

  #losses(contender: Contender, rate: number): number[][] {
    return this.#tuning.curves(contender, rate).map(({ losses }) =>
      losses.map((loss) => loss - this.#optimum)
    );
  }
}

/** Epochs until a loss is at or below the target for the first time. */
export function epochsTo(losses: readonly number[], target: number): number {
  const epoch = losses.findIndex((loss) => loss <= target);
  return epoch < 0 ? Infinity : epoch;
}
