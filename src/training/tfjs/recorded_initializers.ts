import * as core from "@tensorflow/tfjs-core";
import * as layersApi from "@tensorflow/tfjs-layers";

/** What Drover needs of a layer's variable; the class itself is not exported. */
export interface LayerVariable {
  /** Name with the layer's, such as "dense_Dense1/kernel". */
  originalName: string;
  /** Its shape. */
  shape: (number | null)[];
  /** The tensor variable behind it. */
  val: core.Variable;
  /** A projection after each step, where the user asked for one. */
  constraint: unknown;
}

/** How a weight was to begin, kept from the moment when its layer made it. */
export interface RecordedInitializer {
  /** The layer that made the weight. */
  layer: core.serialization.Serializable & Record<string, unknown>;
  /** The weight's name within the layer. */
  name: string;
  /** The initialiser that the layer asked for. */
  initializer: core.serialization.Serializable;
  /** The data that the weight held at first. */
  dataId: object;
}

const records = new WeakMap<object, RecordedInitializer>();

/**
 * The initialiser of a weight that still holds its first value, or null where
 * the user has given it another (loaded weights, `setWeights`).
 */
export function recordedInitializer(
  weight: LayerVariable,
): RecordedInitializer | null {
  const record = records.get(weight);
  return record && record.dataId === weight.val.dataId ? record : null;
}

let installed = false;

/**
 * From now on layers make their weights as zeros and note the initialiser they
 * asked for; the true values come later, from the task's seed in float64. The
 * initialisers of TensorFlow.js would make them on the backend, unseeded, and
 * its orthogonal one (a default LSTM's) is slow. Safe to repeat.
 */
export function recordInitializers(): void {
  if (installed) return;
  installed = true;
  const zeros = {
    apply: (shape: number[], dtype?: core.DataType) => core.zeros(shape, dtype),
  };
  type AddWeight = (
    this: RecordedInitializer["layer"],
    name: string,
    shape: number[],
    dtype: core.DataType,
    initializer: core.serialization.Serializable,
    ...rest: unknown[]
  ) => LayerVariable;
  const prototype = layersApi.layers.Layer.prototype as unknown as {
    addWeight: AddWeight;
  };
  const addWeight = prototype.addWeight as unknown as (
    this: unknown,
    ...args: unknown[]
  ) => LayerVariable;
  prototype.addWeight = function (name, shape, dtype, initializer, ...rest) {
    const weight = addWeight.call(this, name, shape, dtype, zeros, ...rest);
    const dataId = weight.val.dataId;
    records.set(weight, { layer: this, name, initializer, dataId });
    return weight;
  };
}
