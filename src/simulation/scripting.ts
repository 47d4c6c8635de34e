/**
 * What a scenario file needs: {@linkcode defineScenario}, delays, problems and
 * expectations. The engine is not loaded with it; {@linkcode simulate} does that.
 *
 * @module
 */
export type { Ordering } from "../ordering/mod.ts";
export { Random } from "../random/mod.ts";
export type { Layout } from "../replica/layout.ts";
export type { Check, CheckedRun } from "./check_run.ts";
export { defineScenario, isScenario } from "./define_scenario.ts";
export type { Delay } from "./delay.ts";
export * from "./delays/mod.ts";
export * from "./expectations.ts";
export type { Fault } from "./fault.ts";
export type { NetworkModel } from "./network_model.ts";
export type { Evaluation, Problem, UnitGradient } from "./problem.ts";
export {
  type ComposableProblem,
  type Examples as LabelledExamples,
  type LinearOptions,
  type LinearProblem,
  logisticRegression,
  type NullOptions,
  nullProblem,
  ProblemError,
  quadratic,
  type QuadraticOptions,
  type SmoothProblem,
  type SoftmaxOptions,
  softmaxRegression,
} from "./problems/mod.ts";
export type {
  ElasticBound,
  Expectation,
  Outcome,
  PeerRecord,
  Run,
  RunEvent,
} from "./run.ts";
export {
  type DelayLike,
  type ExpectationFunction,
  SCENARIO,
  type Scenario,
  ScenarioError,
  type ScenarioOptions,
  type ScenarioTask,
  type Until,
} from "./scenario.ts";
export { simulate, type SimulateOptions } from "./simulate.ts";
