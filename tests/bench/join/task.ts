/** A model of ten million weights on next to no data: what is measured is not what it learns. */
import { defineTask, sgd, tf } from "../../../mod.ts";

/** Inputs, and neurons of the hidden layer. */
const WIDTH = 3160;

const EXAMPLES = 64;

export default defineTask({
  name: "join",
  seed: 3,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: WIDTH,
          inputShape: [WIDTH],
          activation: "relu",
        }),
        tf.layers.dense({ units: 2 }),
      ],
    }),
  data: () => ({
    train: {
      inputs: Float32Array.from(
        { length: EXAMPLES * WIDTH },
        (_, i) => Math.sin(i),
      ),
      inputShape: [WIDTH],
      labelShape: [],
      labels: Int32Array.from({ length: EXAMPLES }, (_, i) => i % 2),
      count: EXAMPLES,
    },
  }),
  loss: "softmaxCrossEntropy",
  optimizer: sgd({ learningRate: 0.001 }),
  unit: 4,
  epochs: 100_000,
});
