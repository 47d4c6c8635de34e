/**
 * 8,000 of MNIST's training digits, read by a convolutional network after LeNet-5
 * of 54,698 parameters, and tested on all 10,000 test digits.
 */
import {
  defineTask,
  fromArrays,
  readIdx,
  scale,
  selectExamples,
  tf,
} from "../../../mod.ts";
import { momentumAt, readSetting } from "./environment.ts";

const { data, seed, epochs, rate, codec, localSteps } = readSetting();

async function digits(split: "train" | "t10k", count: number) {
  const folder = `${data}/mnist`;
  const inputs = await readIdx(`${folder}/${split}-images-idx3-ubyte.gz`);
  const labels = await readIdx(`${folder}/${split}-labels-idx1-ubyte.gz`);
  const all = fromArrays({ inputs, labels }, { inputShape: [28, 28, 1] });
  const first = Array.from({ length: count }, (_, i) => i);
  return scale(selectExamples(all, first));
}

const { layers } = tf;
const kernelInitializer = "heNormal";

export default defineTask({
  name: "digits",
  seed,
  model: () =>
    tf.sequential({
      layers: [
        layers.conv2d({
          inputShape: [28, 28, 1],
          filters: 8,
          kernelSize: 5,
          activation: "relu",
          kernelInitializer,
        }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({
          filters: 16,
          kernelSize: 5,
          activation: "relu",
          kernelInitializer,
        }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 192, activation: "relu", kernelInitializer }),
        layers.dense({ units: 10 }),
      ],
    }),
  data: async () => ({
    train: await digits("train", 8_000),
    validation: await digits("t10k", 10_000),
  }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentumAt(rate),
  ordering: "random",
  unit: 32,
  epochs,
  codec,
  localSteps,
});
