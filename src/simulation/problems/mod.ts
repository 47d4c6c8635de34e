/**
 * What virtual swarms train: null gradients, analytic problems in plain
 * TypeScript, regression on real data, and any task file.
 *
 * @module
 */
export { type ComposableProblem, isComposable } from "./composable_problem.ts";
export { ProblemError } from "./errors.ts";
export type { Examples } from "./examples.ts";
export type { LinearOptions, LinearProblem } from "./linear_problem.ts";
export { logisticRegression } from "./logistic_regression.ts";
export { type Minimum, minimum, type MinimumOptions } from "./minimum.ts";
export { type NullOptions, nullProblem } from "./null_problem.ts";
export { perceptron, type PerceptronOptions } from "./perceptron.ts";
export { quadratic, type QuadraticOptions } from "./quadratic.ts";
export { type ShardedProblem, shardedProblem } from "./sharded_problem.ts";
export type { SmoothProblem } from "./smooth_problem.ts";
export {
  type SoftmaxOptions,
  softmaxRegression,
} from "./softmax_regression.ts";
export {
  type TaskProblem,
  taskProblem,
  type TaskProblemOptions,
} from "./task_problem.ts";
