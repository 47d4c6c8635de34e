import { type Contender, isBalanced } from "./contender.ts";
import { Runs } from "./runs.ts";
import type { OrderingStudy, Standing } from "./standing.ts";
import { median, ratioOfMedians } from "../study/mod.ts";
import type { OrderingThreads } from "./threads.ts";
import { Tuning, type TuningOptions } from "./tuning.ts";

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
  threads: OrderingThreads,
  contenders: readonly Contender[],
  options: TuningOptions,
): Promise<OrderingStudy> {
  const tuning = new Tuning(threads, contenders, options);
  await tuning.search();
  const best: Rates = new Map(
    contenders.map((contender) => [contender, tuning.best(contender)]),
  );
  await tuning.train([...best]);
  const runs = new Runs(tuning, threads.optimum ?? 0);
  const finals = (contender: Contender) =>
    runs.finals(contender, best.get(contender)!);

  const [challenger, ...others] = contenders;
  const baselines = others.filter((other) => !isBalanced(other));
  const leader = baselines.reduce((leader, other) =>
    median(finals(other)) < median(finals(leader)) ? other : leader
  );
  const target = median(finals(leader));
  const soonest: Rates = new Map(
    contenders.map((contender) => {
      const rate = runs.soonestRate(contender, target);
      return [contender, rate ?? best.get(contender)!];
    }),
  );
  await tuning.train([...soonest]);

  const standings = contenders.map((contender): Standing => {
    const rate = best.get(contender)!;
    return {
      contender,
      ...runs.at(contender, rate, target),
      isAtEdge: tuning.isAtEdge(rate),
      soonest: runs.at(contender, soonest.get(contender)!, target),
      curve: runs.spread(contender, rate),
      straying: runs.straying(contender, rate),
      rates: runs.byRate(contender),
    };
  });
  const comparisons = new Map(others.map((other) => {
    const compare = (rates: Rates) =>
      ratioOfMedians(
        runs.epochs(challenger!, rates.get(challenger!)!, target),
        // What it does not reach counts as reached at the end: at its best.
        runs.epochs(other, rates.get(other)!, target)
          .map((epochs) => Math.min(epochs, options.epochs)),
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

/** A rate for each contender. */
type Rates = ReadonlyMap<Contender, number>;
