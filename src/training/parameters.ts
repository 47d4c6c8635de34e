import { createHash } from "node:crypto";
import { canonicalNames } from "./canonical_names.ts";
import { TaskError } from "./errors.ts";
import { initialValues } from "./initializers.ts";
import { allLayers, isFrozen } from "./build_model.ts";
import type { NumericArray } from "./dataset.ts";
import type { StartingWeights } from "./task.ts";
import type { ParameterInfo } from "./task_info.ts";
import {
  type LayerVariable,
  recordedInitializer,
} from "./tfjs/recorded_initializers.ts";
import * as tf from "./tfjs/tf.ts";
import { weightNames } from "./weight_names.ts";

/** A weight of the model, with its place in x and its first value. */
export interface Parameter extends ParameterInfo {
  /** Its names: the model's own and the canonical one. */
  aliases: string[];
  /** Number of values. */
  size: number;
  /** The variable that the model reads. */
  variable: tf.Variable;
  /** Value at the start, row-major. */
  initial: Float64Array;
}

/**
 * The weights of a model, trainable ones first, then state, then frozen ones.
 * State is what training moves without a gradient: the non-trainable weights of
 * layers that are not frozen.
 *
 * @param model The model
 * @param seed The task's seed, for weights that still await their values
 * @param starting Weights to start from instead, if any
 * @throws {TaskError} If a weight has an initialiser that cannot be reproduced
 */
export function parametersOf(
  model: tf.LayersModel,
  seed: number,
  starting: StartingWeights | null,
): Parameter[] {
  const names = weightNames(model);
  const weights = model.weights as unknown as LayerVariable[];
  const trainable = new Set(
    model.trainableWeights as unknown as LayerVariable[],
  );
  const frozen = frozenWeights(model);
  const parameters = weights.map((weight, index): Parameter => {
    const own = weight.originalName;
    const name = names[index]!;
    const shape = weight.shape as number[];
    return {
      name,
      aliases: [own, name],
      shape,
      size: shape.reduce((a, b) => a * b, 1),
      kind: frozen.has(weight)
        ? "frozen"
        : trainable.has(weight)
        ? "trainable"
        : "state",
      variable: weight.val,
      initial: firstValues(weight, name, seed, index),
    };
  });
  if (starting !== null) start(parameters, starting);
  for (const { name, initial } of parameters) checkRange(name, initial);
  const kinds = ["trainable", "state", "frozen"];
  return parameters.sort((a, b) =>
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind)
  );
}

/** SHA-256 over names, shapes and float32 values of the frozen weights. */
export function hashFrozen(parameters: Parameter[]): string {
  const hash = createHash("sha256");
  for (const { kind, name, shape, initial } of parameters) {
    if (kind !== "frozen") continue;
    hash.update(`${name}[${shape}]`);
    const bytes = new DataView(new ArrayBuffer(initial.length * 4));
    initial.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
    hash.update(new Uint8Array(bytes.buffer));
  }
  return hash.digest("hex");
}

/** The model's configuration as JSON, with canonical names. */
export function topologyOf(model: tf.LayersModel): string {
  const json = model.toJSON(null, false) as unknown as Record<string, unknown>;
  const { class_name, config } = json;
  return canonicalNames()(JSON.stringify({ class_name, config }));
}

function frozenWeights(model: tf.LayersModel): Set<LayerVariable> {
  const layers = allLayers(model).filter(isFrozen);
  return new Set(
    layers.flatMap((l) => l.weights as unknown as LayerVariable[]),
  );
}

function firstValues(
  weight: LayerVariable,
  name: string,
  seed: number,
  index: number,
): Float64Array {
  const record = recordedInitializer(weight);
  if (record === null) return Float64Array.from(weight.val.dataSync());
  const shape = weight.shape as number[];
  const { initializer, layer } = record;
  const own = (of: tf.serialization.Serializable, shape: number[], part = 0) =>
    initialValues(
      {
        className: of.getClassName(),
        config: of.getConfig() as Record<string, unknown>,
      },
      shape,
      seed,
      index,
      part,
    );
  let values = own(initializer, shape);
  const bias = layer.biasInitializer as tf.serialization.Serializable;
  if (values === null && layer.unitForgetBias === true && bias) {
    // An LSTM's bias: input, forget (ones: Jozefowicz et al. 2015), cell, output.
    const units = shape[0]! / 4;
    const input = own(bias, [units], 1);
    const rest = own(bias, [2 * units], 2);
    if (input && rest) {
      values = new Float64Array(4 * units).fill(1);
      values.set(input, 0);
      values.set(rest, 2 * units);
    }
  }
  if (values !== null) return values;
  throw new TaskError(
    `Cannot initialise the weight "${name}": its initialiser ` +
      `"${initializer.getClassName()}" is not one of TensorFlow.js's, so peers ` +
      "could not all start from the same values; use one of " +
      "tf.initializers, or give the values with startingWeights or setWeights()",
  );
}

/** Replaces first values by the ones that the task brings. */
function start(parameters: Parameter[], starting: StartingWeights): void {
  const put = (to: Parameter, from: NumericArray | tf.Tensor) => {
    const values = from instanceof tf.Tensor ? from.dataSync() : from;
    if (values.length !== to.size) {
      throw new TaskError(
        `Cannot start from the given weights: "${to.name}" has shape ` +
          `[${to.shape}], that is ${to.size} values, but ${values.length} are ` +
          "given; do they belong to another model?",
      );
    }
    to.initial = Float64Array.from(values as ArrayLike<number>);
  };
  const list = starting instanceof tf.LayersModel
    ? starting.getWeights()
    : starting;
  if (Array.isArray(list)) {
    if (list.length !== parameters.length) {
      throw new TaskError(
        `Cannot start from the given weights: the model has ` +
          `${parameters.length} weights (${
            parameters.map((p) => p.name).join(", ")
          }), but ${list.length} are given`,
      );
    }
    list.forEach((values, i) => put(parameters[i]!, values));
    return;
  }
  for (const [name, values] of Object.entries(list)) {
    const to = parameters.find((p) => p.aliases.includes(name));
    if (!to) {
      throw new TaskError(
        `Cannot start from the given weights: the model has no weight ` +
          `"${name}"; it has ${parameters.map((p) => p.name).join(", ")}`,
      );
    }
    put(to, values);
  }
}

function checkRange(name: string, values: Float64Array): void {
  const bad = values.find((v) => !(Math.abs(v) < 2 ** 20));
  if (bad === undefined) return;
  throw new TaskError(
    `The weight "${name}" starts with the value ${bad}; weights must be finite ` +
      "and smaller than 2^20, so check the weights that the model starts from",
  );
}
