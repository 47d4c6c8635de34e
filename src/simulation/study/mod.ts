/**
 * What studies have in common: tasks by name, runs shared out to threads, and
 * statistics over seeds.
 *
 * @module
 */
export { openStudyTask, TASK_NAMES } from "./open_study_task.ts";
export { serve, type StudyRequest, type StudyResponse } from "./serve.ts";
export {
  type Extent,
  extentOf,
  median,
  quantile,
  type Ratio,
  ratioOfMedians,
  type Spread,
  spreadOf,
} from "./statistics.ts";
export type { StudyTask, TaskChoice, TaskFacts } from "./study_task.ts";
export { StudyThreads } from "./threads.ts";
