import type { Contender } from "./contender.ts";
import type { Law } from "./law.ts";
import { type RunOptions, Runs } from "./runs.ts";
import type { LawStudy } from "./standing.ts";
import { studyLaw } from "./study_law.ts";
import type { ClockThreads } from "./threads.ts";

/** What {@linkcode measureSynchronicity} measures. */
export interface SynchronicityOptions extends RunOptions {
  /** Laws of delays. */
  readonly laws: readonly Law[];
  /** Who takes part. */
  readonly contenders: readonly Contender[];
  /** Learning rates to begin everyone's search with. */
  readonly rates: readonly number[];
  /** Seeds that rates are chosen by. */
  readonly tuningSeeds: number;
  /** Seeds that are shown. */
  readonly seeds: number;
  /** Told of each law once it is done. */
  readonly onLaw?: (study: LawStudy) => void;
}

/**
 * Loss against time with a fixed K and with policies that choose it, under each
 * law of delays, everyone at its own best learning rate.
 */
export async function measureSynchronicity(
  threads: ClockThreads,
  options: SynchronicityOptions,
): Promise<LawStudy[]> {
  const progress = { made: 0, needed: 0 };
  const studies: LawStudy[] = [];
  let rates = new Map(
    options.contenders.map(({ name }) => [name, options.rates]),
  );
  for (const law of options.laws) {
    const runs = new Runs(threads, law, options, progress);
    const study = await studyLaw(law, runs, { ...options, rates });
    // What is best under one law is as good a place as any to begin the next one's search.
    rates = new Map([
      ...rates,
      ...study.standings.map(({ contender, rate }) =>
        [contender.name, [rate]] as const
      ),
    ]);
    studies.push(study);
    options.onLaw?.(study);
  }
  return studies;
}
