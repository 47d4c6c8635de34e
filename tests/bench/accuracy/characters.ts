/**
 * Shakespeare, a tenth of a million characters and more, read by an LSTM that
 * predicts the next character, and tested on the end of the text.
 */
import { defineTask, readText, tf, windows } from "../../../mod.ts";
import { adamAt, readSetting } from "./environment.ts";

/** Characters of an example, of training and of the test. */
const LENGTH = 32, TRAIN = 200_000, TEST = 40_000;

const { data, seed, epochs, rate, codec, localSteps } = readSetting();
const { tokens, vocabularySize } = await readText(
  `${data}/tiny-shakespeare/input.txt.gz`,
);

export default defineTask({
  name: "characters",
  seed,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: vocabularySize,
          outputDim: 24,
          inputLength: LENGTH,
        }),
        tf.layers.lstm({
          units: 96,
          returnSequences: true,
          recurrentActivation: "sigmoid",
        }),
        tf.layers.dense({ units: vocabularySize }),
      ],
    }),
  data: () => {
    const options = { length: LENGTH, predict: "each" as const };
    return {
      train: windows(tokens.subarray(0, TRAIN), options),
      validation: windows(tokens.subarray(-TEST), options),
    };
  },
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: adamAt(rate),
  ordering: "random",
  unit: 16,
  epochs,
  codec,
  localSteps,
});
