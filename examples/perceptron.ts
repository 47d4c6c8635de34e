/**
 * The digits of digits.ts, read by a perceptron with one hidden layer: 101,770
 * parameters, so that it matters how updates are made small.
 */
import { defineTask, momentum, tf } from "../mod.ts";
import digits from "./digits.ts";

export default defineTask({
  ...digits,
  name: "perceptron",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        tf.layers.dense({
          units: 128,
          activation: "relu",
          kernelInitializer: "heNormal",
        }),
        tf.layers.dense({ units: 10 }),
      ],
    }),
  optimizer: momentum({
    learningRate: 0.2,
    momentum: 0.9,
    schedule: { kind: "cosine" },
  }),
  epochs: 10,
});
