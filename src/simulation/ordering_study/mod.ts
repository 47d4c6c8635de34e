/**
 * What coordinated orders are worth: epochs to a target loss on real data, beside
 * other orders, each at its own best learning rate.
 *
 * @module
 */
export {
  CHALLENGER,
  type Contender,
  orderingContenders,
  type Setting,
  SETTINGS,
  vectorContenders,
} from "./contender.ts";
export type { Curve, CurveRequest } from "./curve.ts";
export { measureOrderings } from "./measure_orderings.ts";
export { epochsTo } from "./runs.ts";
export type {
  AtRate,
  Comparison,
  OrderingStudy,
  Standing,
} from "./standing.ts";
export {
  quantile,
  type Ratio,
  ratioOfMedians,
  type Spread,
  spreadOf,
  TASK_NAMES,
  type TaskChoice,
  type TaskFacts,
} from "../study/mod.ts";
export { openThreads, type OrderingThreads } from "./threads.ts";
export { nextRate, Tuning, type TuningOptions } from "./tuning.ts";
