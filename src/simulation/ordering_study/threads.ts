import { StudyThreads, type TaskChoice } from "../study/mod.ts";
import type { Curve, CurveRequest } from "./curve.ts";

/** Threads that train in lockstep. */
export type OrderingThreads = StudyThreads<CurveRequest, Curve>;

/**
 * Opens a task in some threads.
 *
 * @param signal ends everything; its reason is thrown
 * @throws {SimulationError} If it cannot be opened, in the words of whoever failed
 */
export function openThreads(
  choice: TaskChoice,
  count: number,
  signal?: AbortSignal,
): Promise<OrderingThreads> {
  const worker = new URL("./worker.ts", import.meta.url);
  return StudyThreads.open(worker, choice, count, signal);
}
