/**
 * Ten million parameters that read handwritten digits: a perceptron far larger than
 * they need, so that updates are large, too. `DROVER_UNIT` examples a gradient.
 */
import { defineTask, momentum, splitDataset, tf } from "../../../mod.ts";
import { allDigits } from "../../../examples/digits.ts";

const dense = (units: number, first = {}) =>
  tf.layers.dense({
    ...{ units, activation: "relu", kernelInitializer: "heNormal" } as const,
    ...first,
  });

export default defineTask({
  name: "large",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        dense(2500),
        dense(2500),
        dense(700),
        tf.layers.dense({ units: 10 }),
      ],
    }),
  data: () => splitDataset(allDigits(), { validation: 500, seed: 1 }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({ learningRate: 0.005 }),
  unit: Number(Deno.env.get("DROVER_UNIT") ?? 128),
  epochs: 10_000,
});
