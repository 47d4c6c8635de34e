import type { BackendName } from "./backend_name.ts";
import type { CodecSetting } from "../compression/mod.ts";
import type { OptimizerSpec, OuterOptions } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { Target } from "./task.ts";

/** Lengths of the two parts of x. */
export interface Layout {
  /** Number of trainable values; they come first. */
  trainable: number;
  /** Number of state values: batch norm's moving statistics. */
  state: number;
}

/** One weight of the model. */
export interface ParameterInfo {
  /** Layer and weight, such as "dense_1/kernel". */
  name: string;
  /** Its shape. */
  shape: number[];
  /** Trainable and state weights are in x, in the listed order; frozen are not. */
  kind: "trainable" | "state" | "frozen";
}

/** What the rest of Drover knows of a loaded task. */
export interface TaskInfo {
  /** The task's name. */
  name: string;
  /** The task's version, as text. */
  version: string;
  /** The task's seed. */
  seed: number;
  /** Lengths of the trainable and the state part of x. */
  layout: Layout;
  /** All weights: trainable, then state, then frozen. */
  parameters: ParameterInfo[];
  /** Initial model, length trainable + state, each value on the 2^-32 grid. */
  x0: Float64Array;
  /** SHA-256 of the frozen weights' names, shapes and float32 values, in hex. */
  frozenHash: string;
  /** SHA-256 of the data, in hex, each as {@linkcode hashData} has it; null without validation data; absent where they are the peer's own. */
  dataHashes?: { train: string; validation: string | null };
  /** The model's configuration as JSON, the same for the same task file. */
  topology: string;
  /** Examples in a unit. */
  unit: number;
  /** Number of units. */
  units: number;
  /** Number of training examples. */
  examples: number;
  /** How often to go over the data. */
  epochs: number;
  /** Figure to reach. */
  target?: Target;
  /** Epochs without improvement before stopping. */
  patience?: number;
  /** The optimizer. */
  optimizer: OptimizerSpec;
  /** How updates are made small. */
  codec?: CodecSetting;
  /** Local steps of an update. */
  localSteps?: LocalSteps;
  /** What is made of their sum. */
  outer?: OuterOptions;
  /** Updates that make a step, or what chooses it. */
  k?: QuorumRule;
  /** What a quorum counts, and what the others do. */
  variant?: Variant;
  /** How units are ordered. */
  ordering?: Ordering;
  /** Name of the loss. */
  loss: string;
  /** Training loss of who knows the labels and nothing of the inputs, where the loss is a cross-entropy or a mean square. */
  guessing?: number;
  /** Names of the metrics. */
  metrics: string[];
  /** Whether each peer trains on data of its own. */
  ownData: boolean;
  /** Whether there is validation data. */
  hasValidation: boolean;
  /** The backend that gradients are computed on. */
  backend: BackendName;
  /**
   * 1 where weight decay applies, one for each trainable value: kernels and
   * embeddings, but neither biases nor norms' scales and offsets.
   */
  decayMask: Uint8Array;
}
