import type { LossFunction } from "./task.ts";
import * as tf from "./tfjs/tf.ts";

/** Whether a loss means something only on probabilities of classes. */
export function wantsSoftmax(loss: string | LossFunction): boolean {
  return loss === "categoricalCrossentropy" ||
    loss === "sparseCategoricalCrossentropy";
}

/**
 * Whether a model's last layer certainly has no softmax: it has another
 * activation, or none. Of a layer of a kind that has no activation of its own
 * nothing is known.
 */
export function lacksSoftmax(model: tf.LayersModel): boolean {
  const last = model.layers.at(-1);
  if (last instanceof tf.LayersModel) return lacksSoftmax(last);
  const { activation } = last?.getConfig() ?? {};
  return typeof activation === "string" && activation !== "softmax";
}
