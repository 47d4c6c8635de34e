import { defineTask, sgd, tf } from "../../../mod.ts";

/** Needs kernels that the wasm backend has wrong. */
export default defineTask({
  name: "volume",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.conv3d({
          inputShape: [4, 4, 4, 1],
          filters: 2,
          kernelSize: 2,
        }),
        tf.layers.conv3d({ filters: 1, kernelSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  data: () => ({
    train: { inputs: tf.ones([4, 4, 4, 4, 1]), labels: [1, 2, 3, 4] },
  }),
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 0.1 }),
  unit: 2,
  epochs: 1,
});
