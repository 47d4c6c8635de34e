import type { OptimizerSpec } from "../../optimizers/mod.ts";
import type { Problem } from "../problem.ts";

/** Which task, in plain JSON, so that every thread can open it for itself. */
export interface TaskChoice {
  /** `logistic`, `digits`, `series`, or the path of a task file. */
  readonly task: string;
  /** The file with the data, where the task needs one. */
  readonly data?: string;
  /** Examples in a unit; a task file's own stands. */
  readonly unit: number;
  /** Take so many examples only. */
  readonly examples?: number;
}

/** What is known of a task once it is open. */
export interface TaskFacts {
  /** What is trained on what, in words. */
  readonly title: string;
  /** Examples in the data. */
  readonly examples: number;
  /** Units in the data, N. */
  readonly units: number;
  /** Examples in a unit. */
  readonly unit: number;
  /** Parameters of the model, d. */
  readonly parameters: number;
  /** Whether units can be composed anew, so that examples can be reshuffled. */
  readonly isComposable: boolean;
  /** Epochs where nothing else is said. */
  readonly epochs: number;
  /** Learning rates where nothing else is said, ascending. */
  readonly rates: readonly number[];
  /** The optimizer, at a rate of 1. */
  readonly optimizer: OptimizerSpec;
}

/** A task in one thread. */
export interface StudyTask {
  /** What is known of it. */
  readonly facts: TaskFacts;
  /** The problem with units as a seed composes them, where a seed decides that. */
  problem(seed: number): Problem;
  /** The training loss of the whole data. */
  loss(problem: Problem, view: Float32Array): number | Promise<number>;
  /** The same of a part of the data, always the same, where the whole takes long. */
  estimate?(problem: Problem, view: Float32Array): number | Promise<number>;
  /** F*, the least loss that any model has; undefined where nobody knows. */
  optimum(): number | undefined;
}
