/** Three rings of points, a small perceptron: a real task that trains in a second. */
import { defineTask, momentum, tf } from "../../../mod.ts";

const COUNT = 480;
const CLASSES = 3;

function rings(from: number, count: number) {
  const inputs = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = from + i;
    const angle = at * 2.399963; // the golden angle: even, and no seed needed
    const radius = 0.5 + at % CLASSES;
    inputs[2 * i] = radius * Math.cos(angle);
    inputs[2 * i + 1] = radius * Math.sin(angle);
    labels[i] = at % CLASSES;
  }
  return { inputs, inputShape: [2], labels, labelShape: [], count };
}

/** The layers of the perceptron, new ones each time. */
export function perceptron(): tf.layers.Layer[] {
  return [
    tf.layers.dense({ inputShape: [2], units: 24, activation: "tanh" }),
    tf.layers.dense({ units: CLASSES }),
  ];
}

export default defineTask({
  name: "rings",
  seed: 3,
  model: () => tf.sequential({ layers: perceptron() }),
  data: () => ({ train: rings(0, COUNT), validation: rings(COUNT, 120) }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: momentum({ learningRate: 0.2, momentum: 0.8 }),
  unit: 8,
  epochs: 6,
});
