import { assertEquals } from "@std/assert";
import { tf } from "../../src/training/mod.ts";
import { checkGradient, load, normals } from "./helpers.ts";

const { layers } = tf;
type Layer = tf.layers.Layer;

/** The layers under test, on inputs of one shape, each with a head behind it. */
const IMAGE: Record<string, () => Layer[]> = {
  "conv2d": () => [layers.conv2d({ filters: 5, kernelSize: 3 })],
  "conv2d, same, strides": () => [
    layers.conv2d({
      filters: 3,
      kernelSize: [3, 2],
      strides: [2, 3],
      padding: "same",
      activation: "relu",
    }),
  ],
  "conv2d, dilation": () => [
    layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2 }),
  ],
  "conv2dTranspose": () => [
    layers.conv2dTranspose({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
  ],
  "depthwiseConv2d": () => [
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
  ],
  "depthwiseConv2d, dilation": () => [
    layers.depthwiseConv2d({ kernelSize: 2, dilationRate: 2 }),
  ],
  "separableConv2d": () => [
    layers.separableConv2d({ filters: 4, kernelSize: 3, padding: "same" }),
  ],
  "separableConv2d, strides": () => [
    layers.separableConv2d({ filters: 4, kernelSize: 3, strides: 2 }),
  ],
  "maxPooling2d": () => [layers.maxPooling2d({ poolSize: 3, strides: 2 })],
  "averagePooling2d, same": () => [
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ],
  "globalMaxPooling2d": () => [layers.globalMaxPooling2d({})],
  "globalAveragePooling2d": () => [
    layers.globalAveragePooling2d({ dataFormat: "channelsLast" }),
  ],
  "batchNormalization": () => [layers.batchNormalization()],
  "layerNormalization": () => [layers.layerNormalization()],
  "upSampling2d": () => [layers.upSampling2d({ size: [2, 3] })],
  "upSampling2d, bilinear": () => [
    layers.upSampling2d({ interpolation: "bilinear" }),
  ],
  "zeroPadding2d, cropping2D": () => [
    layers.zeroPadding2d({ padding: 2 }),
    layers.cropping2D({ cropping: [[1, 2], [2, 1]] }),
  ],
  "spatial dropout by dropout": () => [
    layers.dropout({ rate: 0.5, noiseShape: [4, 1, 1, 3] }),
  ],
  "permute": () => [layers.permute({ dims: [3, 1, 2] })],
};

const SEQUENCE: Record<string, () => Layer[]> = {
  "conv1d": () => [
    layers.conv1d({ filters: 3, kernelSize: 3, padding: "same" }),
  ],
  "conv1d, strides": () => [
    layers.conv1d({ filters: 3, kernelSize: 2, strides: 2 }),
  ],
  "conv1d, dilation": () => [
    layers.conv1d({ filters: 3, kernelSize: 2, dilationRate: 2 }),
  ],
  "maxPooling1d": () => [layers.maxPooling1d({ poolSize: 2, strides: 2 })],
  "averagePooling1d": () => [layers.averagePooling1d({ poolSize: 3 })],
  "globalMaxPooling1d": () => [layers.globalMaxPooling1d({})],
  "globalAveragePooling1d": () => [layers.globalAveragePooling1d({})],
  "lstm": () => [layers.lstm({ units: 4 })],
  "lstm, returnSequences": () => [
    layers.lstm({ units: 4, returnSequences: true }),
  ],
  "gru": () => [layers.gru({ units: 4 })],
  "simpleRNN": () => [layers.simpleRNN({ units: 4 })],
  "bidirectional": () => [
    layers.bidirectional({
      layer: layers.lstm({ units: 3 }) as never,
      mergeMode: "concat",
    }),
  ],
  "timeDistributed": () => [
    layers.timeDistributed({ layer: layers.dense({ units: 3 }) }),
  ],
  "dense on sequences": () => [layers.dense({ units: 3 })],
  "dropout": () => [layers.dropout({ rate: 0.3 })],
  "gaussianDropout": () => [layers.gaussianDropout({ rate: 0.3 })],
  "gaussianNoise": () => [layers.gaussianNoise({ stddev: 0.3 })],
  "alphaDropout": () => [layers.alphaDropout({ rate: 0.3 })],
  "batchNormalization": () => [layers.batchNormalization()],
  "layerNormalization": () => [layers.layerNormalization()],
  "prelu": () => [layers.prelu()],
  "leakyReLU": () => [layers.leakyReLU()],
  "elu": () => [layers.elu()],
  "softmax": () => [layers.softmax({ axis: -1 })],
};

const ACTIVATIONS = [
  "elu",
  "gelu",
  "gelu_new",
  "hardSigmoid",
  "mish",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "swish",
  "tanh",
] as const;

for (const activation of ACTIVATIONS) {
  SEQUENCE[`activation ${activation}`] = () => [
    layers.activation({ activation: activation as never }),
  ];
}

/** Self-attention in the ops that a task's author would write it in. */
class Attention extends layers.Layer {
  static className = "Attention";

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs; // (b, t, c)
    const heads = tf.transpose(
      tf.reshape(x, [-1, x.shape[1]!, 2, x.shape[2]! / 2]),
      [0, 2, 1, 3],
    );
    const scores = tf.matMul(heads, heads, false, true);
    const mixed = tf.matMul(tf.softmax(tf.mul(scores, 0.7)), heads);
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape);
  }
}

SEQUENCE["attention of two heads"] = () => [new Attention({})];

/** Loads a model whose gradient also reaches weights below the layers. */
async function check(name: string, shape: number[], make: () => Layer[]) {
  const channels = shape.at(-1)!;
  const loaded = await load({
    model: () => {
      const model = tf.sequential();
      model.add(layers.dense({ inputShape: shape, units: channels }));
      for (const layer of make()) model.add(layer);
      if ((model.outputShape as number[]).length > 2) {
        model.add(layers.flatten());
      }
      model.add(layers.dense({ units: 2 }));
      return model;
    },
    data: () => ({
      train: {
        inputs: normals(4 * shape.reduce((a, b) => a * b), "inputs"),
        inputShape: shape,
        labels: normals(8, "labels"),
        labelShape: [2],
      },
    }),
  });
  assertEquals(loaded.info.backend, "wasm", name);
  try {
    checkGradient(loaded, { step: 3e-3 });
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  }
}

for (const [name, make] of Object.entries(IMAGE)) {
  Deno.test(`Gradient on images: ${name}`, () => check(name, [9, 8, 3], make));
}

for (const [name, make] of Object.entries(SEQUENCE)) {
  Deno.test(`Gradient on sequences: ${name}`, () => check(name, [7, 4], make));
}
