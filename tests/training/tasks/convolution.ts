import { defineTask, sgd, tf } from "../../../mod.ts";

/** A small convolutional network. */
export default defineTask({
  name: "convolution",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  data: () => ({
    train: { inputs: tf.ones([4, 4, 4, 1]), labels: [1, 2, 3, 4] },
  }),
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 0.1 }),
  unit: 2,
  epochs: 1,
});
