/**
 * MNIST, read by a small convolutional network, and tested on all 10,000 of its
 * test digits. The environment says where the files are (DROVER_MNIST) and how
 * long training lasts: so many epochs (DROVER_EPOCHS) of so many units
 * (DROVER_UNITS), from a seed (DROVER_SEED).
 */
import {
  defineTask,
  fromArrays,
  momentum,
  readIdx,
  scale,
  selectExamples,
  tf,
} from "../../../mod.ts";

/** Examples of a unit. */
const UNIT = 32;

const folder = Deno.env.get("DROVER_MNIST");
const setting = (name: string, otherwise: number) =>
  Number(Deno.env.get(name) ?? otherwise);
const units = setting("DROVER_UNITS", 1875);

async function digits(split: "train" | "t10k", count: number) {
  const inputs = await readIdx(`${folder}/${split}-images-idx3-ubyte.gz`);
  const labels = await readIdx(`${folder}/${split}-labels-idx1-ubyte.gz`);
  const all = fromArrays({ inputs, labels }, { inputShape: [28, 28, 1] });
  const first = Array.from({ length: Math.min(count, all.count) }, (_, i) => i);
  return scale(selectExamples(all, first));
}

const { layers } = tf;

export default defineTask({
  name: "outage",
  seed: setting("DROVER_SEED", 1),
  model: () =>
    tf.sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 1],
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
        layers.dense({ units: 10 }),
      ],
    }),
  data: async () => ({
    train: await digits("train", units * UNIT),
    validation: await digits("t10k", 10_000),
  }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({
    learningRate: 0.02,
    momentum: 0.9,
    schedule: { kind: "cosine" },
  }),
  unit: UNIT,
  epochs: setting("DROVER_EPOCHS", 2),
});
