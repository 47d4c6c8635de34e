import { type Contender, isBalanced } from "./contender.ts";
import type { Curve } from "./curve.ts";
import {
  median,
  type Ratio,
  ratioOfMedians,
  type Spread,
  spreadOf,
} from "./statistics.ts";
import type { StudyThreads } from "./threads.ts";
import { Tuning, type TuningOptions } from "./tuning.ts";

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

/**
 * Epochs to a target loss, contender by contender, each at its own best rate.
 *
 * The rate of the least median loss at the end is chosen by some of the seeds,
 * from one grid for all, which is widened while somebody's best is at its edge;
 * then all seeds are run. The target is what the best of those that balance nothing
 * ends with.
 *
 * @param contenders the challenger first
 */
export async function measureOrderings(
  threads: StudyThreads,
  contenders: readonly Contender[],
  options: TuningOptions,
): Promise<OrderingStudy> {
  const tuning = new Tuning(threads, contenders, options);
  await tuning.search();
  const best = new Map(
    contenders.map((contender) => [contender, tuning.best(contender)]),
  );
  await tuning.train([...best]);
  const optimum = threads.optimum ?? 0;
  const runs = (contender: Contender, rate: number) =>
    tuning.curves(contender, rate).map((curve) => excess(curve, optimum));
  const finals = (contender: Contender) =>
    runs(contender, best.get(contender)!).map((losses) => losses.at(-1)!);

  const others = contenders.slice(1);
  const baselines = others.filter((other) => !isBalanced(other));
  const leader = baselines.reduce((leader, other) =>
    median(finals(other)) < median(finals(leader)) ? other : leader
  );
  const target = median(finals(leader));
  const soonest = new Map(
    contenders.map((contender) => {
      const rate = soonestRate(tuning, contender, target + optimum);
      return [contender, rate ?? best.get(contender)!];
    }),
  );
  await tuning.train([...soonest]);

  const epochs = (contender: Contender, rate: number) =>
    runs(contender, rate).map((losses) => epochsTo(losses, target));
  const atRate = (contender: Contender, rate: number): AtRate => {
    const reached = epochs(contender, rate);
    return {
      rate,
      finalLoss: spreadOf(runs(contender, rate).map((run) => run.at(-1)!)),
      epochsToTarget: spreadOf(reached),
      reached: reached.filter(Number.isFinite).length,
    };
  };
  const standings = contenders.map((contender): Standing => {
    const rate = best.get(contender)!;
    const all = runs(contender, rate);
    return {
      contender,
      ...atRate(contender, rate),
      isAtEdge: tuning.isAtEdge(rate),
      soonest: atRate(contender, soonest.get(contender)!),
      curve: all[0]!.map((_, epoch) =>
        spreadOf(all.map((losses) => losses[epoch]!))
      ),
      straying: median(
        tuning.curves(contender, rate).map(({ straying }) => straying),
      ),
      rates: tuning.rates.map((rate) => ({
        rate,
        finalLoss: tuning.finalLoss(contender, rate) - optimum,
      })),
    };
  });
  const [challenger] = contenders;
  // What the others do not reach counts as reached at the end: at their best.
  const atMost = (all: number[]) =>
    all.map((epoch) => Math.min(epoch, options.epochs));
  const comparisons = new Map(others.map((other) => {
    const compare = (rates: ReadonlyMap<Contender, number>) =>
      ratioOfMedians(
        epochs(challenger!, rates.get(challenger!)!),
        atMost(epochs(other, rates.get(other)!)),
      );
    return [other.name, {
      loss: ratioOfMedians(finals(challenger!), finals(other)),
      epochs: compare(best),
      soonest: compare(soonest),
    }];
  }));
  return {
    standings,
    baseline: standings.find(({ contender }) => contender === leader)!,
    target,
    comparisons,
    rates: tuning.rates,
  };
}

/** Epochs until a loss is at or below the target for the first time. */
export function epochsTo(losses: readonly number[], target: number): number {
  const epoch = losses.findIndex((loss) => loss <= target);
  return epoch < 0 ? Infinity : epoch;
}

function excess({ losses }: Curve, optimum: number): number[] {
  return losses.map((loss) => loss - optimum);
}

/** The rate with the fewest epochs to a loss in the median of the runs made; of equals the smallest. */
function soonestRate(
  tuning: Tuning,
  contender: Contender,
  loss: number,
): number | undefined {
  let least = Infinity, soonest: number | undefined;
  for (const rate of tuning.rates) {
    const curves = tuning.tuningCurves(contender, rate);
    const epochs = median(curves.map(({ losses }) => epochsTo(losses, loss)));
    if (epochs < least) [least, soonest] = [epochs, rate];
  }
  return soonest;
}
