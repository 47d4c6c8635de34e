import { StudyThreads, type TaskChoice } from "../study/mod.ts";
import type { ClockRequest, ClockRun } from "./train_on_clock.ts";

/** Threads that train under a virtual clock. */
export type ClockThreads = StudyThreads<ClockRequest, ClockRun>;

/**
 * Opens a task in some threads.
 *
 * @param signal ends everything; its reason is thrown
 * @throws {SimulationError} If it cannot be opened, in the words of whoever failed
 */
export function openClockThreads(
  choice: TaskChoice,
  count: number,
  signal?: AbortSignal,
): Promise<ClockThreads> {
  const worker = new URL("./worker.ts", import.meta.url);
  return StudyThreads.open(worker, choice, count, signal);
}
