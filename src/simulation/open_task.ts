import { outerOptimizer } from "../optimizers/mod.ts";
import { resolve, toFileUrl } from "@std/path";
import type { Problem } from "./problem.ts";
import { taskProblem } from "./problems/mod.ts";
import type { ScenarioTask } from "./scenario.ts";
import type { SimulationOptions } from "./options.ts";

/** What a scenario trains, ready to be trained by virtual peers. */
export interface OpenTask {
  /** Gradients and evaluations. */
  readonly problem: Problem;
  /** What a task file says of training; nothing where it is no file. */
  readonly settings: Partial<
    Pick<
      SimulationOptions,
      | "optimizer"
      | "codec"
      | "ordering"
      | "epochs"
      | "variant"
      | "k"
      | "stop"
      | "localSteps"
      | "outer"
    >
  >;
  /** Frees what was opened here. */
  close(): void;
}

/**
 * Opens what virtual peers train.
 *
 * @param folder what paths are relative to
 * @throws {TaskError} If a task file cannot be trained
 */
export async function openTask(
  task: ScenarioTask,
  folder: string,
): Promise<OpenTask> {
  if (typeof task === "object" && "simulated" in task) task = task.simulated;
  if (!isFile(task)) {
    return { problem: task as Problem, settings: {}, close: () => {} };
  }
  const problem = await taskProblem(locate(task, folder));
  const { optimizer, codec, ordering, epochs, variant, k } = problem.info;
  const { target, patience, localSteps, outer } = problem.info;
  const stop = {
    ...(target === undefined ? {} : { target }),
    ...(patience === undefined ? {} : { patience }),
  };
  return {
    problem,
    settings: {
      optimizer,
      epochs,
      stop,
      ...(codec === undefined ? {} : { codec }),
      ...(ordering === undefined ? {} : { ordering }),
      ...(variant === undefined ? {} : { variant }),
      ...(k === undefined ? {} : { k }),
      ...(localSteps === undefined ? {} : { localSteps }),
      ...(outer === undefined ? {} : { outer: outerOptimizer(outer) }),
    },
    close: () => problem.close(),
  };
}

/** The task file that processes train; undefined where there is none. */
export function realTask(
  task: ScenarioTask,
  folder: string,
): string | undefined {
  if (typeof task === "object" && "real" in task) task = task.real;
  return isFile(task) ? locate(task, folder) : undefined;
}

function isFile(task: ScenarioTask): task is string | URL {
  return typeof task === "string" || task instanceof URL;
}

/** The URL of a task file. */
function locate(task: string | URL, folder: string): string {
  if (task instanceof URL) return task.href;
  if (/^[a-z][a-z0-9+.-]+:/i.test(task)) return task;
  return toFileUrl(resolve(folder, task)).href;
}
