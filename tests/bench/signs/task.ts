/** Softmax regression on handwritten digits: 40 units for each of four peers, so that a slow network's epoch lasts seconds. */
import { allDigits } from "../../../examples/digits.ts";
import {
  type Dataset,
  defineTask,
  momentum,
  splitDataset,
  tf,
} from "../../../mod.ts";

const UNIT = 16;
const UNITS = 160;

function first(dataset: Dataset, count: number): Dataset {
  const size = dataset.inputs.length / dataset.count;
  const inputs = dataset.inputs.slice(0, count * size);
  return { ...dataset, inputs, labels: dataset.labels.slice(0, count), count };
}

export default defineTask({
  name: "signs",
  seed: 5,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [28, 28, 1] }),
        tf.layers.dense({ units: 10 }),
      ],
    }),
  data: () => {
    const digits = allDigits();
    const { train, validation } = splitDataset(digits, {
      validation: 2_000,
      seed: 1,
    });
    return { train: first(train, UNIT * UNITS), validation };
  },
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({ learningRate: 0.1, momentum: 0.5 }),
  unit: UNIT,
  epochs: 4,
});
