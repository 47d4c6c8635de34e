import { availableParallelism } from "node:os";
import { TASK_NAMES, type TaskChoice } from "../../simulation/study/mod.ts";
import { CommandError, InterruptedError, UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { listenForInterruption } from "../interruption.ts";
import type { OptionValues } from "../options/mod.ts";
import { stopwatch } from "../stopwatch.ts";
import type { Output } from "../terminal/mod.ts";
import { Progress } from "./progress.ts";

/** What a study on a task works with. */
export interface StudyRoom {
  /** The task that the options ask for. */
  readonly choice: TaskChoice;
  /** Runs at a time. */
  readonly threads: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Seconds since the start. */
  readonly seconds: () => number;
  /** Shows how far the study is. */
  readonly onProgress: (made: number, needed: number) => void;
}

/** What is measured where nothing else is said. */
export type StudyDefaults = Pick<TaskChoice, "task" | "unit" | "examples">;

/**
 * Runs a study on the task that the options ask for; shows how far it is, and ends
 * with Ctrl+C.
 *
 * @throws {UsageError} If options do not fit together
 * @throws {CommandError} If the task cannot be opened or trained
 * @throws {InterruptedError} With Ctrl+C
 */
export async function runStudy<T>(
  options: OptionValues,
  defaults: StudyDefaults,
  output: Output,
  study: (room: StudyRoom) => Promise<T>,
): Promise<T> {
  const seconds = stopwatch();
  const choice = choose(options, defaults);
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const progress = new Progress();
  try {
    return await study({
      choice,
      threads: options.threads ?? availableParallelism(),
      signal,
      seconds,
      onProgress: (made, needed) => progress.show(made / needed, seconds()),
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

function choose(options: OptionValues, defaults: StudyDefaults): TaskChoice {
  const { task = defaults.task, data, unit = defaults.unit } = options;
  const { examples = defaults.examples } = options;
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
  return {
    task,
    unit,
    ...(data === undefined ? {} : { data }),
    ...(examples === undefined ? {} : { examples }),
  };
}

/**
 * The number of peers that the options ask for.
 *
 * @throws {UsageError} If there are fewer units than peers
 */
export function peersOf(
  { peers }: OptionValues,
  usual: number,
  units: number,
): number {
  const wanted = peers ?? usual;
  if (wanted <= units) return wanted;
  throw new UsageError(
    `--peers must be at most ${units}, as there are no more units, got "${wanted}"`,
  );
}
