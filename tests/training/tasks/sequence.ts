import { adam, defineTask, tf } from "../../../mod.ts";

/** A task with everything that a view can hold: state, dropout, an LSTM. */
export default defineTask({
  name: "sequence",
  version: 2,
  seed: 11,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.lstm({ inputShape: [40, 8], units: 24 }),
        tf.layers.batchNormalization(),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.dense({ units: 4 }),
      ],
    }),
  data: () => ({
    train: {
      // Careless on purpose: a worker makes Math.random the same everywhere.
      inputs: Float32Array.from({ length: 96 * 320 }, () => Math.random()),
      labels: Array.from({ length: 96 }, (_, i) => i % 4),
    },
  }),
  loss: "softmaxCrossEntropy",
  optimizer: adam({ learningRate: 1e-3 }),
  unit: 32,
  epochs: 2,
});
