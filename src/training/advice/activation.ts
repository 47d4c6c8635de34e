import type { Dataset } from "../dataset.ts";
import { TaskError } from "../errors.ts";
import type { LossFunction } from "../task.ts";
import * as tf from "../tfjs/tf.ts";

/** Losses on logits, and the activation that each of them applies itself. */
const APPLIES: Readonly<Record<string, string>> = {
  softmaxCrossEntropy: "softmax",
  sigmoidCrossEntropy: "sigmoid",
};

/** Losses on probabilities, by the activation of the last layer that makes them. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  categoricalCrossentropy: ["softmax"],
  sparseCategoricalCrossentropy: ["softmax"],
  binaryCrossentropy: ["sigmoid", "hardSigmoid", "softmax"],
};

/** What does the same on outputs as they come. */
const ON_LOGITS: Readonly<Record<string, string>> = {
  categoricalCrossentropy: "softmaxCrossEntropy",
  sparseCategoricalCrossentropy: "softmaxCrossEntropy",
  binaryCrossentropy: "sigmoidCrossEntropy",
};

/** Losses that hold the outputs themselves against the labels. */
const OF_NUMBERS = [
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "logcosh",
];

/** What activations give. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
  softsign: [-1, 1],
  relu: [0, Infinity],
  relu6: [0, 6],
  softplus: [0, Infinity],
};

/** How far out of it labels may be, by rounding. */
const ROUNDING = 1e-3;

/**
 * Holds the numbers that a model's last layer can give against the labels.
 *
 * @returns What to tell where labels are out of reach; else undefined
 */
export function adviceOnRange(
  { labels }: Pick<Dataset, "labels">,
  model: tf.LayersModel,
  loss: string | LossFunction,
): string | undefined {
  const activation = lastActivation(model) ?? "";
  const range = RANGES[activation];
  if (range === undefined || !OF_NUMBERS.includes(String(loss))) {
    return undefined;
  }
  let low = Infinity, high = -Infinity;
  for (const label of labels) {
    low = Math.min(low, label);
    high = Math.max(high, label);
  }
  const [least, most] = range;
  if (low >= least - ROUNDING && high <= most + ROUNDING) return undefined;
  const gives = most === Infinity
    ? `no numbers below ${least}`
    : `only numbers from ${least} to ${most}`;
  return `The last layer of the model has activation: "${activation}", which gives ${gives}, and labels go from ${low} to ${high}; take the activation out, or scale the labels`;
}

/**
 * Holds the activation of a model's last layer against the loss. Of a layer of a
 * kind that has no activation of its own nothing is known, and of a loss that is a
 * function neither.
 *
 * @returns What to tell of a loss on probabilities that gets other numbers;
 * undefined where nothing is amiss
 * @throws {TaskError} If a softmax or a sigmoid would be applied twice, which trains
 * slowly and to a worse end without any other sign
 */
export function adviceOnActivation(
  model: tf.LayersModel,
  loss: string | LossFunction,
): string | undefined {
  const activation = lastActivation(model);
  if (typeof loss !== "string" || activation === undefined) return undefined;
  const twice = APPLIES[loss];
  if (activation === twice) {
    const on = Object.keys(ON_LOGITS).filter((name) =>
      ON_LOGITS[name] === loss
    );
    throw new TaskError(
      `The loss "${loss}" applies a ${twice} itself, and the last layer of the model has one, too; take activation: "${twice}" out of the layer, or the loss ${
        on.map((name) => `"${name}"`).join(" or ")
      }`,
    );
  }
  const takes = TAKES[loss];
  if (takes === undefined || takes.includes(activation)) return undefined;
  return `The loss "${loss}" takes probabilities, and the last layer of the model has no ${
    takes[0]
  }; give it activation: "${takes[0]}", or take the loss "${ON_LOGITS[loss]}"`;
}

/** Whether a model's last layer certainly has no softmax: it has another activation, or none. */
export function lacksSoftmax(model: tf.LayersModel): boolean {
  const activation = lastActivation(model);
  return activation !== undefined && activation !== "softmax";
}

/** Name of the last layer's activation; undefined where it is not known. */
export function lastActivation(model: tf.LayersModel): string | undefined {
  const last = model.layers.at(-1);
  if (last instanceof tf.LayersModel) return lastActivation(last);
  if (last?.getClassName() === "Softmax") return "softmax";
  const { activation } = last?.getConfig() ?? {};
  return typeof activation === "string" ? activation : undefined;
}
