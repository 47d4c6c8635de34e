import {
  openThreads,
  type OrderingThreads,
  type TaskFacts,
  type TuningOptions,
} from "../../simulation/ordering_study/mod.ts";
import type { OptimizerSpec } from "../../optimizers/mod.ts";
import type { OptionValues } from "../options/mod.ts";
import type { Output } from "../terminal/mod.ts";
import { peersOf, runStudy } from "./run_study.ts";

/** What is measured where nothing else is said. */
const DEFAULTS = { task: "digits", unit: 16 };
const PEERS = 4;
const RUNS = 7;
const TUNING_RUNS = 3;

/** An open study of orders: its task, how runs are made, and the time so far. */
export interface OpenStudy {
  /** What runs are made with. */
  readonly threads: OrderingThreads;
  /** What is known of the task. */
  readonly facts: TaskFacts;
  /** What makes steps, at any rate. */
  readonly optimizer: OptimizerSpec;
  /** How runs are made. */
  readonly tuning: TuningOptions;
  /** Seconds since the start. */
  readonly seconds: () => number;
}

/**
 * Opens the task that the options ask for, and measures something with it; shows
 * how far it is, and ends with Ctrl+C.
 *
 * @throws {UsageError} If options do not fit together
 * @throws {CommandError} If the task cannot be opened or trained
 * @throws {InterruptedError} With Ctrl+C
 */
export function withStudy<T>(
  options: OptionValues,
  output: Output,
  measure: (study: OpenStudy) => Promise<T>,
): Promise<T> {
  return runStudy(options, DEFAULTS, output, async (room) => {
    const { choice, signal, seconds, onProgress } = room;
    using threads = await openThreads(choice, room.threads, signal);
    const { facts } = threads;
    const { epochs = facts.epochs, seed = 1, runs = RUNS } = options;
    return await measure({
      threads,
      facts,
      optimizer: options.schedule === undefined
        ? facts.optimizer
        : { ...facts.optimizer, schedule: { kind: options.schedule } },
      tuning: {
        peers: peersOf(options, PEERS, facts.units),
        epochs,
        seed,
        seeds: runs,
        tuningSeeds: Math.min(runs, options["tuning-runs"] ?? TUNING_RUNS),
        rates: options.rates ?? facts.rates,
        onProgress,
      },
      seconds,
    });
  });
}
