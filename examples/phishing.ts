/**
 * A table: is a web page there to steal passwords? 11,055 pages with 68 features
 * each (Mohammad et al. 2012, as LIBSVM text from
 * https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/). Set DROVER_TABLE to
 * another file of two classes; by default it is the one in ../shared.
 */
import { defineTask, momentum, readLibsvm, splitDataset, tf } from "../mod.ts";

const file = Deno.env.get("DROVER_TABLE") ?? new URL(
  "../../shared/data/libsvm/phishing.gz",
  import.meta.url,
);
const table = await readLibsvm(file, { classes: true });

export default defineTask({
  name: "phishing",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: table.inputShape,
          units: 32,
          activation: "relu",
        }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  data: () => splitDataset(table, { validation: 2_000, seed: 1 }),
  loss: "sigmoidCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({
    learningRate: 0.05,
    momentum: 0.9,
    schedule: { kind: "cosine" },
  }),
  unit: 32,
  epochs: 10,
});
