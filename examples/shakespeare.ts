/**
 * A language model of characters: an LSTM that reads Shakespeare's plays, or any
 * text, and predicts at each place the character that follows. Set DROVER_TEXT
 * to a text file (.gz is fine); by default it is tiny-shakespeare in ../shared,
 * from https://github.com/karpathy/char-rnn.
 */
import { adam, defineTask, readText, tf, windows } from "../mod.ts";

const LENGTH = 64;

const file = Deno.env.get("DROVER_TEXT") ?? new URL(
  "../../shared/data/tiny-shakespeare/input.txt.gz",
  import.meta.url,
);
const { tokens, vocabularySize } = await readText(file);

export default defineTask({
  name: "shakespeare",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: vocabularySize,
          outputDim: 32,
          inputLength: LENGTH,
        }),
        tf.layers.lstm({
          units: 128,
          returnSequences: true,
          recurrentActivation: "sigmoid",
        }),
        tf.layers.dense({ units: vocabularySize }),
      ],
    }),
  data: () => {
    const cut = Math.floor(0.95 * tokens.length);
    const options = { length: LENGTH, predict: "each" as const };
    return {
      train: windows(tokens.subarray(0, cut), options),
      validation: windows(tokens.subarray(cut), options),
    };
  },
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: adam({ learningRate: 0.003, schedule: { kind: "cosine" } }),
  unit: 16,
  epochs: 3,
});
