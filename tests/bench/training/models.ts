/** The models of the training benchmark, as their authors would write them. */
import * as tf from "../../../src/training/tfjs/tf.ts";

const { layers } = tf;

/** A model with inputs and labels for one step. */
export interface Workload {
  /** What it is called in the table. */
  name: string;
  /** Makes the model. */
  model: () => tf.LayersModel;
  /** Shape of the inputs, the batch first. */
  input: number[];
  /** Inputs are whole numbers below this; left out, they are normal numbers. */
  vocabulary?: number;
  /** Shape of the labels, the batch first. */
  labels: number[];
  /** Number of classes. */
  classes: number;
}

function logistic(): tf.LayersModel {
  return tf.sequential({
    layers: [layers.dense({ inputShape: [784], units: 10 })],
  });
}

function perceptron(): tf.LayersModel {
  return tf.sequential({
    layers: [
      layers.dense({ inputShape: [784], units: 256, activation: "relu" }),
      layers.dense({ units: 128, activation: "relu" }),
      layers.dense({ units: 10 }),
    ],
  });
}

function lenet(): tf.LayersModel {
  return tf.sequential({
    layers: [
      layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 6,
        kernelSize: 5,
        padding: "same",
        activation: "relu",
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 16, kernelSize: 5, activation: "relu" }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 120, activation: "relu" }),
      layers.dense({ units: 84, activation: "relu" }),
      layers.dense({ units: 10 }),
    ],
  });
}

function recurrent(): tf.LayersModel {
  return tf.sequential({
    layers: [
      layers.embedding({ inputDim: 1000, outputDim: 128, inputLength: 35 }),
      layers.lstm({ units: 128, returnSequences: true }),
      layers.dense({ units: 1000 }),
    ],
  });
}

/** Causal self-attention of several heads over (b, t, 3c): q, k and v. */
class CausalAttention extends layers.Layer {
  static className = "CausalAttention";
  readonly #heads: number;

  constructor(heads: number) {
    super({});
    this.#heads = heads;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [...shape.slice(0, -1), shape.at(-1)! / 3];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [b, t, width] = x.shape as [number, number, number];
    const c = width / 3, h = this.#heads;
    const split = tf.transpose(tf.reshape(x, [b, t, 3, h, c / h]), [
      2,
      0,
      3,
      1,
      4,
    ]);
    const [q, k, v] = tf.unstack(split) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const scores = tf.mul(tf.matMul(q, k, false, true), Math.sqrt(h / c));
    const mask = tf.mul(
      tf.sub(tf.linalg.bandPart(tf.ones([t, t]), -1, 0), 1),
      1e9,
    );
    const mixed = tf.matMul(tf.softmax(tf.add(scores, mask)), v); // (b, h, t, c/h)
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [b, t, c]);
  }
}

function transformer(): tf.LayersModel {
  const tokens = tf.input({ shape: [64], dtype: "int32" });
  const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
    layer.apply(x.length > 1 ? x : x[0]!) as tf.SymbolicTensor;
  let x = apply(layers.embedding({ inputDim: 65, outputDim: 128 }), tokens);
  for (let block = 0; block < 2; block++) {
    let y = apply(layers.layerNormalization(), x);
    y = apply(layers.dense({ units: 3 * 128 }), y);
    y = apply(new CausalAttention(4), y);
    x = apply(layers.add(), x, apply(layers.dense({ units: 128 }), y));
    y = apply(layers.layerNormalization(), x);
    y = apply(layers.dense({ units: 512, activation: "relu" }), y);
    x = apply(layers.add(), x, apply(layers.dense({ units: 128 }), y));
  }
  x = apply(layers.layerNormalization(), x);
  const logits = apply(layers.dense({ units: 65 }), x);
  return tf.model({ inputs: tokens, outputs: logits });
}

const images = (batch: number) => ({
  input: [batch, 28, 28, 1],
  labels: [batch],
  classes: 10,
});
const rows = { input: [64, 784], labels: [64], classes: 10 };

/** All rows of the table. */
export const WORKLOADS: readonly Workload[] = [
  { name: "logistic b64", model: logistic, ...rows },
  { name: "mlp b64", model: perceptron, ...rows },
  { name: "lenet b1", model: lenet, ...images(1) },
  { name: "lenet b16", model: lenet, ...images(16) },
  { name: "lenet b64", model: lenet, ...images(64) },
  {
    name: "lstm b20",
    model: recurrent,
    input: [20, 35],
    vocabulary: 1000,
    labels: [20, 35],
    classes: 1000,
  },
  {
    name: "transformer b16",
    model: transformer,
    input: [16, 64],
    vocabulary: 65,
    labels: [16, 64],
    classes: 65,
  },
];
