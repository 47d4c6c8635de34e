/** The model of digits.ts as a task of TensorFlow.js: what real processes train. */
import { defineTask, momentum, tf } from "../../mod.ts";
import task from "../digits.ts";

export default defineTask({
  ...task,
  name: "softmax",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        tf.layers.dense({ units: 10, kernelInitializer: "zeros" }),
      ],
    }),
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  epochs: 2,
});
