import { TaskError } from "../errors.ts";
import type { LossFunction } from "../task.ts";
import type { GradientResult } from "../results.ts";
import type * as tf from "../tfjs/tf.ts";
import { lastActivation } from "./activation.ts";
import { OF_CLASSES } from "./guessing.ts";

/** Units whose gradients must all be zero before it is told. */
const STILL_UNITS = 4;

/** What to take where there is one output. */
const INSTEAD =
  "for a number take meanSquaredError, for yes or no sigmoidCrossEntropy, both without an activation of the last layer, or give the layer as many units as there are classes";

/**
 * Refuses a model whose loss would be the same whatever its weights: a softmax shares
 * 1 out among the outputs, and gives it all to one that is alone.
 *
 * @throws {TaskError} If it is
 */
export function refuseConstant(
  model: tf.LayersModel,
  loss: string | LossFunction,
): void {
  if (model.outputs[0]!.shape.at(-1) !== 1) return;
  if (typeof loss === "string" && OF_CLASSES.includes(loss)) {
    throw new TaskError(
      `The loss "${loss}" of one output is always 0, and the last layer of the model has one: ${INSTEAD}`,
    );
  }
  if (lastActivation(model) !== "softmax") return;
  throw new TaskError(
    `A softmax of one output is always 1, and the last layer of the model has one: ${INSTEAD}`,
  );
}

/**
 * What to tell of a model whose first gradients are zero.
 *
 * @param gradientOf The gradient of a unit at the starting weights
 * @param count How many units there are
 */
export async function adviceOnStillness(
  gradientOf: (unit: number) => Promise<Pick<GradientResult, "gradient">>,
  count: number,
): Promise<string | undefined> {
  const units = Math.min(STILL_UNITS, count);
  for (let unit = 0; unit < units; unit++) {
    const { gradient } = await gradientOf(unit);
    if (gradient.some((value) => value !== 0)) return undefined;
  }
  const first = units === 1 ? "the first unit" : `the first ${units} units`;
  return `The gradient is zero: ${first} would not move the model. Does the loss depend on the outputs, do labels differ, and is no activation stuck (relu on numbers below 0, a sigmoid of large ones: standardize the inputs)?`;
}
