import { extentOf, median } from "../study/mod.ts";
import { lead, timeRatio } from "./compare.ts";
import { CHALLENGERS, type Contender, isFixedK } from "./contender.ts";
import type { Law } from "./law.ts";
import { RateSearch } from "./rate_search.ts";
import type { Entry, Runs } from "./runs.ts";
import type { LawStudy, Standing } from "./standing.ts";
import type { ClockRun } from "./train_on_clock.ts";

/** What {@linkcode studyLaw} is told. */
export interface LawOptions {
  /** Who takes part. */
  readonly contenders: readonly Contender[];
  /** Rates to begin the search with, by the contender's name. */
  readonly rates: ReadonlyMap<string, readonly number[]>;
  /** Seeds that rates are chosen by. */
  readonly tuningSeeds: number;
  /** Seeds that are shown. */
  readonly seeds: number;
  /** Stretches of time until contenders are compared. */
  readonly stretches: number;
}

/** A contender whose rate is chosen, and its runs with the seeds that are shown. */
interface Tuned {
  readonly entry: Entry;
  readonly search: RateSearch;
  readonly runs: readonly ClockRun[];
  readonly curves: readonly number[][];
}

/**
 * Everyone under one law of delays, each at its own best rate: that of the least
 * loss at the end, chosen on seeds that are not shown.
 */
export async function studyLaw(
  law: Law,
  runs: Runs,
  options: LawOptions,
): Promise<LawStudy> {
  const { contenders, stretches } = options;
  const tuned = await tune(
    contenders.filter(({ k }) => k !== undefined)
      .map((contender) => ({ contender })),
    runs,
    options,
  );
  const fixed = tuned.filter(({ entry }) => isFixedK(entry.contender));
  const best = fixed.length === 0
    ? undefined
    : fixed.reduce((best, one) =>
      ending(one, stretches) < ending(best, stretches) ? one : best
    );
  if (best !== undefined) {
    // A decaying rate is at 0 where the best fixed K is at the end.
    const epochs = median(best.runs.map(({ progress }) => progress));
    const { k } = best.entry.contender;
    tuned.push(
      ...await tune(
        contenders.filter(({ k }) => k === undefined)
          .map((contender) => ({ contender: { ...contender, k: k! }, epochs })),
        runs,
        options,
      ),
    );
  }
  const standings = contenders.flatMap((contender) => {
    const one = tuned.find(({ entry }) =>
      entry.contender.name === contender.name
    );
    return one === undefined ? [] : [standing(one, best, stretches)];
  });
  return {
    law,
    seconds: runs.seconds,
    stretches,
    standings,
    best: best?.entry.contender.name,
    leads: fixed.flatMap((own) =>
      tuned.filter(isChallenger).map((challenger) => ({
        fixed: own.entry.contender.name,
        challenger: challenger.entry.contender.name,
        times: lead(challenger.curves, own.curves, stretches),
      }))
    ),
  };
}

/** Finds everyone's best rate, all searches side by side, and makes the runs that are shown. */
async function tune(
  entrants: readonly Omit<Entry, "rate">[],
  runs: Runs,
  { rates, tuningSeeds, seeds }: LawOptions,
): Promise<Tuned[]> {
  const searches = entrants.map(({ contender }) =>
    new RateSearch(rates.get(contender.name)!)
  );
  for (;;) {
    const wanted = entrants.flatMap((entrant, i) =>
      searches[i]!.wanted.map((rate) => ({ entry: { ...entrant, rate }, i }))
    );
    if (wanted.length === 0) break;
    const made = await runs.tune(wanted.map(({ entry }) => entry), tuningSeeds);
    wanted.forEach(({ entry, i }, at) => {
      const finals = made[at]!.map((run) => Math.log(runs.final(run)));
      const sum = finals.reduce((sum, log) => sum + log, 0);
      searches[i]!.add(entry.rate, Math.exp(sum / tuningSeeds));
    });
  }
  const entries = entrants.map((entrant, i) => ({
    ...entrant,
    rate: searches[i]!.best,
  }));
  const shown = await runs.show(entries, seeds);
  return entries.map((entry, i) => ({
    entry,
    search: searches[i]!,
    runs: shown[i]!,
    curves: shown[i]!.map((run) => runs.curve(run)),
  }));
}

/** The median loss at the end. */
function ending({ curves }: Tuned, end: number): number {
  return median(curves.map((curve) => curve[end]!));
}

function isChallenger({ entry }: Tuned): boolean {
  return CHALLENGERS.includes(entry.contender.name);
}

function standing(
  one: Tuned,
  best: Tuned | undefined,
  end: number,
): Standing {
  const { entry: { contender, rate }, search, runs, curves } = one;
  const { k } = contender;
  const curve = curves[0]!.map((_, i) =>
    extentOf(curves.map((curve) => curve[i]!))
  );
  return {
    contender,
    k: typeof k === "number" ? k : undefined,
    rate,
    isAtEdge: search.isAtEdge,
    rates: search.tried,
    finalLoss: curve[end]!,
    curve,
    ks: runs[0]!.ks.map((_, i) =>
      runs.reduce((sum, { ks }) => sum + ks[i]!, 0) / runs.length
    ),
    progress: median(runs.map(({ progress }) => progress)),
    toBest: best && timeRatio(curves, best.curves, end),
  };
}
