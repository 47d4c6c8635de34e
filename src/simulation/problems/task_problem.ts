import { toFileUrl } from "@std/path";
import {
  type BackendName,
  type TaskInfo,
  TrainingWorker,
} from "../../training/training_worker.ts";
import type { Problem } from "../problem.ts";

/** What {@linkcode taskProblem} may be told. */
export interface TaskProblemOptions {
  /** The backend; left out, wasm where it can train the task, else cpu. */
  readonly backend?: BackendName;
  /** Told, in words, of a slower backend, or a loss that does not fit. */
  readonly onNotice?: (text: string) => void;
}

/** A task file as a problem for virtual peers. */
export interface TaskProblem extends Problem {
  /** What the task says of itself: optimizer, codec, variant, epochs, … */
  readonly info: TaskInfo;
  /** Ends the worker. */
  close(): void;
}

/**
 * Loads a task file in a worker, so that virtual peers train the very same thing
 * as real ones. Gradients are computed one after another, asynchronously; they are
 * the same from run to run on one machine, and may differ in their last bits on
 * another.
 *
 * `evaluate` is there where the task has validation data, and looks at that.
 *
 * @param file path or URL of a file that exports `defineTask({...})`
 * @throws {TaskError} If the task cannot be trained; for the user to read
 *
 * @example
 * ```ts ignore
 * const problem = await taskProblem("examples/digits.ts");
 * try {
 *   await new Simulation({ problem, peers: 8, ... }).run();
 * } finally {
 *   problem.close();
 * }
 * ```
 */
export async function taskProblem(
  file: string | URL,
  options: TaskProblemOptions = {},
): Promise<TaskProblem> {
  const url = typeof file === "string" && !/^[a-z][a-z+.-]+:/i.test(file)
    ? new URL(file, toFileUrl(`${Deno.cwd()}/`))
    : new URL(file);
  const worker = await TrainingWorker.start(url.href, options);
  const { info } = worker;
  const { name, layout, units, x0 } = info;
  return {
    name,
    info,
    layout,
    units,
    start: x0,
    async gradient(unit, view, seed) {
      // The worker takes the buffer away, and the view is the caller's.
      const job = worker.gradient({ view: view.slice(), unit, seed });
      const { gradient, state, loss } = (await job.result)!;
      return { gradient, state, loss };
    },
    ...(info.hasValidation
      ? { evaluate: (view: Float32Array) => worker.evaluate(view) }
      : {}),
    close: () => worker.close(),
  };
}
