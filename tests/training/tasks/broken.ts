import { defineTask, sgd, tf } from "../../../mod.ts";

/** Labels beyond the model's classes. */
export default defineTask({
  name: "broken",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [1], units: 2, activation: "softmax" }),
      ],
    }),
  data: () => ({ train: { inputs: [[1], [2]], labels: [0, 2] } }),
  loss: "sparseCategoricalCrossentropy",
  optimizer: sgd({ learningRate: 0.1 }),
  unit: 1,
  epochs: 1,
});
