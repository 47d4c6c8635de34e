/** A task that trains in a second: is the point above the diagonal? */
import { defineTask, sgd, tf } from "../../mod.ts";

const COUNT = 512;

function points(offset: number) {
  const inputs = new Float32Array(2 * COUNT);
  const labels = new Uint8Array(COUNT);
  for (let i = 0; i < COUNT; i++) {
    // Two irrational steps fill the square evenly (Kronecker's sequence).
    const x = (i + offset) * Math.SQRT2 % 1;
    const y = (i + offset) * Math.sqrt(3) % 1;
    inputs.set([x, y], 2 * i);
    labels[i] = y > x ? 1 : 0;
  }
  return { inputs, inputShape: [2], labels, labelShape: [], count: COUNT };
}

export default defineTask({
  name: "tiny",
  seed: 1,
  model: () =>
    tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 2 })] }),
  data: () => ({ train: points(0), validation: points(COUNT) }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: sgd({ learningRate: 1 }),
  unit: 16,
  epochs: 4,
});
