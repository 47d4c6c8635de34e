import { type Cell, CODECS, columnOf, PACES, TASKS } from "./cell.ts";
import type { Outcome, Point } from "./run_cell.ts";
import type { Result } from "./results.ts";

/** All runs of one column at the learning rate that is best for it. */
export interface Column extends Omit<Cell, "seed"> {
  /** Seeds whose runs are shown. */
  seeds: number[];
  /** Learning rates that were tried. */
  tried: number;
  /** Part of the test data read right: mean, least and most. */
  accuracy: Spread;
  /** Loss on the test data. */
  loss: Spread;
  /** Means by epoch. */
  points: Point[];
  /** Bytes of an update, header and payload. */
  updateBytes: number;
  /** Bytes that all peers sent. */
  bytesSent: number;
  /** Runs whose replicas differed in the end, or that did not end well. */
  wrong: number;
  /** What ran. */
  commits: string[];
}

/** A mean, and what it is of. */
export interface Spread {
  mean: number;
  least: number;
  most: number;
}

/**
 * Makes columns of runs. The rate is the one with the least loss for the first
 * seed; where there are other seeds at that rate, those are shown and not it.
 */
export function summarise(results: Result[]): Column[] {
  const groups = Map.groupBy(results, ({ cell }) => columnOf(cell));
  return Array.from(groups.values(), toColumn).toSorted((a, b) => {
    const [before, after] = [placeOf(a), placeOf(b)];
    const i = before.findIndex((place, i) => place !== after[i]);
    return i < 0 ? 0 : before[i]! - after[i]!;
  });
}

/** Where a column stands: what decides most comes first. */
function placeOf(column: Column): number[] {
  const { task, pace, codec, feedback, localSteps, epochs } = column;
  return [
    TASKS.indexOf(task),
    epochs,
    Object.keys(PACES).indexOf(pace),
    localSteps,
    Object.keys(CODECS).indexOf(codec),
    feedback ? 0 : 1,
  ];
}

function toColumn(results: Result[]): Column {
  const first = Math.min(...results.map(({ cell }) => cell.seed));
  const tuning = results.filter(({ cell }) => cell.seed === first)
    .toSorted((a, b) => lossOf(a) - lossOf(b));
  const { factor } = tuning[0]!.cell;
  const runs = results.filter(({ cell }) => cell.factor === factor);
  const others = runs.filter(({ cell }) => cell.seed !== first);
  const shown = others.length > 0 ? others : runs;
  const outcomes = shown.map(({ outcome }) => outcome);
  const { seed: _, ...cell } = tuning[0]!.cell;
  return {
    ...cell,
    seeds: shown.map(({ cell }) => cell.seed).sort((a, b) => a - b),
    tried: tuning.length,
    accuracy: spread(outcomes.map(({ accuracy }) => accuracy)),
    loss: spread(outcomes.map(({ loss }) => loss)),
    points: outcomes[0]!.points.map(({ epoch }, i) => ({
      epoch,
      loss: mean(outcomes.map(({ points }) => points[i]?.loss ?? NaN)),
      accuracy: mean(outcomes.map(({ points }) => points[i]?.accuracy ?? NaN)),
    })),
    updateBytes: mean(outcomes.map(({ updateBytes }) => updateBytes)),
    bytesSent: mean(outcomes.map(({ bytesSent }) => bytesSent)),
    wrong: results.filter(({ outcome }) => isWrong(outcome)).length,
    commits: [...new Set(outcomes.map(({ commit }) => commit))],
  };
}

function isWrong({ hashes, reason }: Outcome): boolean {
  return hashes !== 1 || reason.startsWith("no end");
}

/** A loss that is none, as of a run that diverged, is the worst. */
function lossOf({ outcome }: Result): number {
  return Number.isFinite(outcome.loss) ? outcome.loss : Infinity;
}

function spread(values: number[]): Spread {
  return {
    mean: mean(values),
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

function mean(values: number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
