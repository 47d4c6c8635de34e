import { SimulationError } from "../errors.ts";
import type { TaskChoice } from "./study_task.ts";

/**
 * The file with the data.
 *
 * @throws {SimulationError} If none is given
 */
export function dataOf({ task, data }: TaskChoice, what: string): string {
  if (data !== undefined) return data;
  throw new SimulationError(
    `Cannot open the task ${task} without data: give ${what} with --data FILE`,
  );
}
