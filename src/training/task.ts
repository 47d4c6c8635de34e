import type { CodecSetting } from "../compression/mod.ts";
import type { OptimizerSpec, OuterOptions } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { Statistics } from "./data/standardize.ts";
import type { Dataset, NumericArray } from "./dataset.ts";
import type { tf } from "./tf.ts";

/** Numbers nested as deep as their shape: `[[1, 2], [3, 4]]`. */
export type NestedNumbers = (number | NestedNumbers)[];

/**
 * Examples as a task hands them over. A {@linkcode Dataset} is one; so are a
 * pair of tensors, a pair of nested arrays, and a pair of typed arrays with the
 * shape of one example (left out where the model's input says it).
 */
export interface Examples {
  /** Inputs of all examples, the first dimension counting examples. */
  inputs: NumericArray | NestedNumbers | tf.Tensor;
  /** Labels of all examples, in the same order. */
  labels: NumericArray | NestedNumbers | tf.Tensor;
  /** Shape of one input, for a flat array of numbers. */
  inputShape?: number[];
  /** Shape of one label, for a flat array of numbers; `[]` for one number. */
  labelShape?: number[];
  /** Number of examples, checked if given. */
  count?: number;
}

/** What a task trains on, and what it is judged by. */
export interface TaskData {
  /** The examples to train on. */
  train: Dataset | Examples;
  /** Others, to measure loss and metrics on. */
  validation?: Dataset | Examples;
  /** What `standardize()` returns with them: saved with the model, see `statisticsOf()`. */
  statistics?: Statistics;
}

/** A loss or metric of one's own: from labels and predictions to a number. */
export type LossFunction = (
  labels: tf.Tensor,
  predictions: tf.Tensor,
) => tf.Tensor;

/** Weights to start from, in the model's order or by name, or a model's. */
export type StartingWeights =
  | (NumericArray | tf.Tensor)[]
  | Record<string, NumericArray | tf.Tensor>
  | tf.LayersModel;

/** A figure to reach: training ends when the metric does. */
export type Target =
  & {
    /** "loss" or one of the task's metrics, on the validation data. */
    metric: string;
  }
  & ({
    /** Reached when the metric is this or more. */
    atLeast: number;
  } | {
    /** Reached when the metric is this or less. */
    atMost: number;
  });

/** What a task says; see {@linkcode defineTask}. */
export interface TaskOptions {
  /** Name of the task: letters, digits, dots, dashes and underscores. */
  name: string;
  /** Version, raised when the task changes so that old peers do not mix. */
  version?: number | string;
  /** Seed of weights, order and dropout. Default 0. */
  seed?: number;
  /** The model, or (better) a function that builds it. One input, one output. */
  model: tf.LayersModel | (() => tf.LayersModel | Promise<tf.LayersModel>);
  /**
   * Weights to start from instead of the initialisers'. By name where only some
   * are given; a name is the layer's and the weight's, such as "dense_1/kernel".
   */
  startingWeights?: () => StartingWeights | Promise<StartingWeights>;
  /** Loads the data; runs in the worker. */
  data: () => TaskData | Promise<TaskData>;
  /**
   * Name of a loss (those of tfjs layers on probabilities, as in Keras;
   * "softmaxCrossEntropy" and "sigmoidCrossEntropy" on logits) or a function.
   */
  loss: string | LossFunction;
  /** Metrics on the validation data: names such as "accuracy", or functions. */
  metrics?: (string | LossFunction)[];
  /** Made by sgd(), momentum() or adam(). */
  optimizer: OptimizerSpec;
  /** Examples in a unit, what one gradient is computed on. */
  unit: number;
  /** How often to go over the data. */
  epochs: number;
  /** Stop early when a metric is reached. */
  target?: Target;
  /** Stop when the validation loss has not improved for so many epochs. */
  patience?: number;
  /** How updates are made small. */
  codec?: CodecSetting;
  /**
   * How many local steps an update is the sum of, or `matched:H`; default 1. With H
   * a swarm sends H times fewer bytes.
   */
  localSteps?: LocalSteps;
  /** What a peer makes of that sum, from outerOptimizer(); default the sum itself. */
  outer?: OuterOptions;
  /** How many peers' (or batches') updates make a step, or what chooses it. */
  k?: QuorumRule;
  /** What the quorum counts, and whether the others cancel or go on. */
  variant?: Variant;
  /** Which example comes next. */
  ordering?: Ordering;
  /** True where each peer trains on data of its own. */
  ownData?: boolean;
}

/** A checked task; a task file's default export. Made by {@linkcode defineTask}. */
export interface Task extends Readonly<TaskOptions> {
  /** Marks a task that has been checked. */
  readonly [TASK]: true;
  /** Version as text. */
  readonly version: string;
  /** Seed of weights, order and dropout. */
  readonly seed: number;
  /** Metrics, none by default. */
  readonly metrics: (string | LossFunction)[];
  /** True where each peer trains on data of its own. */
  readonly ownData: boolean;
}

/** Key of the mark of a checked task. */
export const TASK: unique symbol = Symbol.for("drover.task") as never;
