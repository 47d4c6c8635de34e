import type { StudyTask, TaskChoice } from "./study_task.ts";

type Open = (choice: TaskChoice) => Promise<StudyTask>;

/** Tasks that go by a name, each loaded with its data when it is wanted. */
const TASKS: Readonly<Record<string, () => Promise<Open>>> = {
  logistic: async () => (await import("./logistic.ts")).logistic,
  digits: async () => (await import("./digits.ts")).digits,
  series: async () => (await import("./series.ts")).series,
};

/** The names of tasks that are no files. */
export const TASK_NAMES: readonly string[] = Object.keys(TASKS);

/**
 * Opens a task by name, or a task file.
 *
 * @throws {SimulationError} If the data is missing
 * @throws {DataError} If it cannot be read
 * @throws {TaskError} If a task file cannot be trained
 */
export async function openStudyTask(choice: TaskChoice): Promise<StudyTask> {
  const { task } = choice;
  const load = Object.hasOwn(TASKS, task)
    ? TASKS[task]!
    : async () => (await import("./task_file.ts")).taskFile;
  return (await load())(choice);
}
