import { availableParallelism } from "node:os";
import {
  openThreads,
  type OrderingThreads,
  TASK_NAMES,
  type TaskFacts,
  type TuningOptions,
} from "../../simulation/ordering_study/mod.ts";
import type { OptimizerSpec } from "../../optimizers/mod.ts";
import { CommandError, InterruptedError, UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { listenForInterruption } from "../interruption.ts";
import type { OptionValues } from "../options.ts";
import { stopwatch } from "../stopwatch.ts";
import type { Output } from "../terminal/mod.ts";
import { Progress } from "./progress.ts";

/** What is measured where nothing else is said. */
const TASK = "digits";
const UNIT = 16;
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
export async function withStudy<T>(
  options: OptionValues,
  output: Output,
  measure: (study: OpenStudy) => Promise<T>,
): Promise<T> {
  const seconds = stopwatch();
  const { task = TASK, data, examples, unit = UNIT, runs = RUNS } = options;
  if (data !== undefined && !["logistic", "series"].includes(task)) {
    throw new UsageError(
      `--data has no use with --task ${task}; its own data is all that it takes`,
    );
  }
  if (!TASK_NAMES.includes(task) && !task.includes(".")) {
    throw new UsageError(
      `--task must be ${TASK_NAMES.join(", ")} or a task file, got "${task}"`,
    );
  }
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const progress = new Progress();
  const choice = {
    task,
    unit,
    ...(data === undefined ? {} : { data }),
    ...(examples === undefined ? {} : { examples }),
  };
  const count = options.threads ?? availableParallelism();
  try {
    using threads = await openThreads(choice, count, signal);
    const { facts } = threads;
    const { peers = PEERS, epochs = facts.epochs, seed = 1 } = options;
    if (facts.units < peers) {
      throw new UsageError(
        `--peers must be at most ${facts.units}, as there are no more units, got "${peers}"`,
      );
    }
    return await measure({
      threads,
      facts,
      optimizer: options.schedule === undefined
        ? facts.optimizer
        : { ...facts.optimizer, schedule: { kind: options.schedule } },
      tuning: {
        peers,
        epochs,
        seed,
        seeds: runs,
        tuningSeeds: Math.min(runs, options["tuning-runs"] ?? TUNING_RUNS),
        rates: options.rates ?? facts.rates,
        onProgress: (made, needed) => progress.show(made / needed, seconds()),
      },
      seconds,
    });
  } catch (error) {
    if (signal.aborted) {
      throw new InterruptedError("Stopped before the end", signal.reason);
    }
    if (error instanceof Error && error.name === "SimulationError") {
      throw new CommandError(error.message, { cause: error });
    }
    throw error;
  } finally {
    progress.end();
  }
}
