import { digits } from "./digits.ts";
import { logistic } from "./logistic.ts";
import { series } from "./series.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";
import { taskFile } from "./task_file.ts";

/** Tasks that go by a name. */
const TASKS: Readonly<
  Record<string, (choice: TaskChoice) => Promise<StudyTask>>
> = { logistic, digits, series };

/** The names of tasks that are no files. */
export const TASK_NAMES: readonly string[] = Object.keys(TASKS);

/**
 * Opens a task by name, or a task file.
 *
 * @throws {SimulationError} If the data is missing
 * @throws {DataError} If it cannot be read
 * @throws {TaskError} If a task file cannot be trained
 */
export function openStudyTask(choice: TaskChoice): Promise<StudyTask> {
  const { task } = choice;
  if (Object.hasOwn(TASKS, task)) return TASKS[task]!(choice);
  return taskFile(choice);
}
