/**
 * What it is worth to adapt when to step: loss against virtual time with a fixed K
 * and with policies that choose K, under several laws of delays, each at its own
 * best learning rate. The swarms are those of the simulator, of the peers that
 * ship.
 *
 * @module
 */
export { type Curves, defeats, lead, timeRatio } from "./compare.ts";
export {
  CHALLENGERS,
  type Contender,
  contendersOf,
  DECAYING,
  isFixedK,
} from "./contender.ts";
export { smoothed, timeTo } from "./curves.ts";
export { type Law, lawOf, LAWS } from "./law.ts";
export {
  measureSynchronicity,
  type SynchronicityOptions,
} from "./measure_synchronicity.ts";
export { RateSearch } from "./rate_search.ts";
export type {
  Defeat,
  LawStudy,
  Lead,
  Standing,
  TimeRatio,
} from "./standing.ts";
export { type ClockThreads, openClockThreads } from "./threads.ts";
export type { ClockRequest, ClockRun } from "./train_on_clock.ts";
export type { Extent, TaskChoice, TaskFacts } from "../study/mod.ts";
