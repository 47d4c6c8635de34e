import type { OptimizerSpec } from "../../optimizers/mod.ts";
import {
  extentOf,
  median,
  StudyThreads,
  type TaskChoice,
} from "../study/mod.ts";
import { RateSearch } from "../synchronicity_study/mod.ts";
import { type Cell, codecOf, type Outcome } from "./cell.ts";
import type { CompressedRequest, CompressedRun } from "./train_compressed.ts";

/** Threads that train with compressed updates. */
export type CompressionThreads = StudyThreads<CompressedRequest, CompressedRun>;

/** How runs are made. */
export interface CompressionOptions {
  /** Peers, P. */
  readonly peers: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** What makes steps, at any rate. */
  readonly optimizer: OptimizerSpec;
  /** Learning rates to begin the search with: doublings of the first. */
  readonly rates: readonly number[];
  /** The first seed that is shown. */
  readonly seed: number;
  /** Seeds that are shown. */
  readonly seeds: number;
  /** Seeds that rates are chosen by, which are others. */
  readonly tuningSeeds: number;
  /** Told how many runs have been made, of those known to be needed. */
  readonly onProgress?: (made: number, needed: number) => void;
}

/** Seeds that rates are chosen by begin so far from those that are shown. */
const TUNING = 1_000_000;

/**
 * Opens a task in some threads.
 *
 * @param signal ends everything; its reason is thrown
 * @throws {SimulationError} If it cannot be opened, in the words of whoever failed
 */
export function openCompressionThreads(
  choice: TaskChoice,
  count: number,
  signal?: AbortSignal,
): Promise<CompressionThreads> {
  const worker = new URL("./worker.ts", import.meta.url);
  return StudyThreads.open(worker, choice, count, signal);
}

/** Finds each cell's best learning rate, and what it comes to with seeds of its own. */
export async function measureCompression(
  threads: CompressionThreads,
  cells: readonly Cell[],
  options: CompressionOptions,
): Promise<Outcome[]> {
  const { peers, epochs, optimizer, seed, seeds, tuningSeeds } = options;
  const { optimum = 0 } = threads;
  let made = 0, needed = cells.length * seeds;
  const train = async (
    entries: readonly { cell: Cell; rate: number }[],
    first: number,
    count: number,
  ): Promise<CompressedRun[][]> => {
    const requests = entries.flatMap(({ cell, rate }) =>
      Array.from({ length: count }, (_, i): CompressedRequest => ({
        variant: cell.pace.variant,
        k: cell.pace.k,
        codec: codecOf(cell),
        optimizer: { ...optimizer, learningRate: rate },
        peers,
        epochs,
        seed: first + i,
      }))
    );
    const runs = await threads.train(requests, () => {
      options.onProgress?.(++made, needed);
    });
    return entries.map((_, i) => runs.slice(i * count, (i + 1) * count));
  };
  const searches = cells.map((cell) => ({
    cell,
    search: new RateSearch(options.rates),
  }));
  for (;;) {
    const wanted = searches.flatMap(({ cell, search }) =>
      search.wanted.map((rate) => ({ cell, search, rate }))
    );
    if (wanted.length === 0) break;
    needed += wanted.length * tuningSeeds;
    const runs = await train(wanted, seed + TUNING, tuningSeeds);
    wanted.forEach(({ search, rate }, i) => {
      search.add(rate, median(runs[i]!.map(({ loss }) => loss - optimum)));
    });
  }
  const chosen = searches.map(({ cell, search }) => ({
    cell,
    rate: search.best,
  }));
  const runs = await train(chosen, seed, seeds);
  return searches.map(({ cell, search }, i) => ({
    ...cell,
    rate: search.best,
    isAtEdge: search.isAtEdge,
    rates: search.tried,
    loss: extentOf(runs[i]!.map(({ loss }) => loss - optimum)),
    accuracy: extentOf(runs[i]!.map(({ accuracy }) => accuracy)),
  }));
}
