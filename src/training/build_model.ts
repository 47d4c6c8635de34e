import { TaskError } from "./errors.ts";
import type { Task } from "./task.ts";
import { reasonWithPlace } from "./task_place.ts";
import * as tf from "./tfjs/tf.ts";

/**
 * Builds a task's model and refuses what cannot be trained as a sum of updates.
 *
 * @param task The task
 * @returns The model, built, with randomness left to the step's seed
 * @throws {TaskError} If it is not a model, or not one that can be trained here
 */
export async function buildModel(task: Task): Promise<tf.LayersModel> {
  const fail = (problem: string, cause?: unknown): never => {
    throw new TaskError(
      `Cannot use the model of task "${task.name}": ${problem}`,
      { cause },
    );
  };
  let model: tf.LayersModel;
  try {
    model = typeof task.model === "function" ? await task.model() : task.model;
  } catch (cause) {
    return fail(`model() failed: ${reasonWithPlace(cause)}`, cause);
  }
  if (!(model instanceof tf.LayersModel)) {
    fail(
      "model() did not return a tf.LayersModel; return one that is made with " +
        "tf.sequential() or tf.model(), with the tf that is imported from " +
        "Drover (models of another copy of TensorFlow.js do not mix with it)",
    );
  }
  if (model instanceof tf.Sequential) {
    if (!model.outputs?.length) {
      fail("it does not know its input; give the first layer an inputShape");
    }
    model.build();
  }
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    fail(
      `it has ${model.inputs.length} inputs and ${model.outputs.length} ` +
        "outputs; one of each is supported, so join them in the model",
    );
  }
  for (const layer of allLayers(model)) {
    if (layer.stateful) {
      fail(
        `the layer "${layer.name}" is stateful, so a gradient would depend on ` +
          "the one before it, on another machine; set stateful: false",
      );
    }
    leaveRandomnessToTheStep(layer);
    if (layer.getClassName() === "BatchNormalization" && isFrozen(layer)) {
      keepInInference(layer);
    }
  }
  for (const weight of model.weights) {
    const { constraint, originalName } = weight as unknown as {
      constraint: unknown;
      originalName: string;
    };
    if (constraint === null || constraint === undefined) continue;
    fail(
      `the weight "${originalName}" has a constraint, which a sum of many ` +
        "peers' updates cannot keep; use a regularizer or weight decay instead",
    );
  }
  return model;
}

/** A model's layers with those inside wrappers, cells and nested models. */
export function allLayers(layer: tf.layers.Layer): tf.layers.Layer[] {
  const parts = layer as unknown as Record<string, unknown>;
  const inner = [
    ...Array.isArray(parts.layers) ? parts.layers : [],
    ...Array.isArray(parts.cells) ? parts.cells : [],
    parts.layer,
    parts.cell,
    parts.forwardLayer,
    parts.backwardLayer,
  ].filter((part) => part instanceof tf.layers.Layer && part !== layer);
  const found = new Set<tf.layers.Layer>([layer]);
  for (const part of inner) {
    for (const deeper of allLayers(part as tf.layers.Layer)) found.add(deeper);
  }
  return [...found];
}

/**
 * A layer with a seed of its own repeats one mask in every step; without one it
 * draws from `Math.random`, which the step's seed decides.
 */
function leaveRandomnessToTheStep(layer: tf.layers.Layer): void {
  const random = layer as unknown as {
    seed?: number | undefined;
    randomGenerator?: { seed: number | undefined };
  };
  if (typeof random.seed === "number") random.seed = undefined;
  if (random.randomGenerator) random.randomGenerator.seed = undefined;
}

/** Frozen as a layer, or weight by weight by a frozen model around it. */
export function isFrozen(layer: tf.layers.Layer): boolean {
  if (!layer.trainable) return true;
  const own = (layer as unknown as {
    _trainableWeights?: { trainable: boolean }[];
  })._trainableWeights ?? [];
  return own.length > 0 && own.every((weight) => !weight.trainable);
}

/**
 * Frozen batch norm uses its moving statistics and leaves them as they are, as
 * in Keras; tfjs would go on normalising by the batch and moving them.
 */
function keepInInference(layer: tf.layers.Layer): void {
  const call = layer.call;
  layer.call = function (inputs, kwargs) {
    return call.call(this, inputs, { ...kwargs, training: false });
  };
}
