import { TaskError } from "./errors.ts";
import { hasTrainingKernels, softmaxLoss } from "./kernels/mod.ts";
import type { LossFunction } from "./task.ts";
import * as tf from "./tfjs/tf.ts";

/** Losses of tfjs layers, by the names that Keras gives them. */
const LAYERS_LOSSES = [
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "squaredHinge",
  "hinge",
  "categoricalHinge",
  "logcosh",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "kullbackLeiblerDivergence",
  "poisson",
  "cosineProximity",
];

/** Metrics of tfjs layers, by name. */
const LAYERS_METRICS = [
  "binaryAccuracy",
  "categoricalAccuracy",
  "precision",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "mse",
  "MSE",
  "mae",
  "MAE",
  "mape",
  "MAPE",
  "cosine",
];

/** Losses on logits, which the layers do not have. */
const LOGIT_LOSSES: Record<string, LossFunction> = {
  softmaxCrossEntropy,
  sigmoidCrossEntropy,
};

/** Names that `loss` may have. */
export const LOSS_NAMES: readonly string[] = [
  ...LAYERS_LOSSES,
  ...Object.keys(LOGIT_LOSSES),
];

/** Names that an entry of `metrics` may have. */
export const METRIC_NAMES: readonly string[] = [
  "accuracy",
  ...LAYERS_METRICS,
  "sparseCategoricalAccuracy",
];

/** Losses whose labels are class numbers even when the output is a vector. */
export function takesClasses(
  loss: string | LossFunction,
  labelShape: number[],
  outputShape: number[],
): boolean {
  return loss === "sparseCategoricalCrossentropy" ||
    (loss === "softmaxCrossEntropy" &&
      product(labelShape) !== product(outputShape));
}

/**
 * Cross-entropy of softmax(logits), stable for any logits.
 *
 * @param labels Classes, (b, …), or one-hot rows, (b, …, C)
 * @param logits (b, …, C)
 * @returns (b, …)
 */
function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const classes = logits.shape[logits.rank - 1]!;
  if (hasTrainingKernels() && labels.size !== logits.size) {
    const numbers = labels.reshape(logits.shape.slice(0, -1)).toFloat();
    return softmaxLoss(numbers, logits);
  }
  const oneHot = labels.size === logits.size
    ? labels.reshape(logits.shape)
    : tf.oneHot(labels.toInt().flatten(), classes).reshape(logits.shape)
      .toFloat();
  return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), -1));
}

/**
 * Cross-entropy of sigmoid(logits), stable for any logits:
 * max(x, 0) - x z + ln(1 + e^-|x|), the mean over the last axis.
 */
function sigmoidCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const z = labels.reshape(logits.shape);
  const x = tf.sub(tf.relu(logits), tf.mul(logits, z));
  const tail = tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
  return tf.mean(tf.add(x, tail), -1);
}

/** A task's loss and metrics as functions of labels and predictions. */
export interface Objective {
  /** To minimise; any shape, its mean counts. */
  loss: LossFunction;
  /** Name of the loss. */
  lossName: string;
  /** Metrics by name, in the task's order. */
  metrics: [name: string, metric: LossFunction][];
}

/**
 * Looks up a task's loss and metrics for a model. The layers' own come through
 * `compile`, so that a name means what it means in every tutorial.
 *
 * @throws {TaskError} if tfjs refuses one of them
 */
export function objectiveFor(
  model: tf.LayersModel,
  loss: string | LossFunction,
  metrics: (string | LossFunction)[],
  classes: boolean,
): Objective {
  const ours = typeof loss === "string" ? LOGIT_LOSSES[loss] : loss;
  const byName = (metric: string): string | LossFunction => {
    if (metric === "sparseCategoricalAccuracy") {
      return tf.metrics.sparseCategoricalAccuracy;
    }
    if (metric !== "accuracy" || !ours) return metric;
    if (loss === "sigmoidCrossEntropy") {
      return (labels, logits) =>
        tf.metrics.binaryAccuracy(labels, tf.sigmoid(logits));
    }
    return classes ? tf.metrics.sparseCategoricalAccuracy : metric;
  };
  const names = metrics.map((m, i) =>
    typeof m === "string" ? m : m.name || `metric${i + 1}`
  );
  try {
    model.compile({
      optimizer: "sgd",
      loss: ours ?? loss,
      metrics: metrics.map((m) => typeof m === "string" ? byName(m) : m),
    });
  } catch (cause) {
    throw new TaskError(
      `Cannot use this loss with this model: ${message(cause)}`,
      { cause },
    );
  }
  // A Sequential compiles the model inside it and copies only the metrics.
  const inner = (model as unknown as { model?: tf.LayersModel }).model ?? model;
  return {
    loss: inner.lossFunctions[0]! as LossFunction,
    lossName: typeof loss === "string" ? loss : loss.name || "custom",
    metrics: names.map((
      name,
      i,
    ) => [name, inner.metricsTensors[i]![0] as LossFunction]),
  };
}

function product(shape: number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
