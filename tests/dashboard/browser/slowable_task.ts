/**
 * A small task that goes on until it is stopped, and whose gradients take so many ms longer
 * as a file says that is named after the process, in the folder `DROVER_BRAKES`: a machine that
 * becomes slow, and fast again, while it trains.
 */
import { defineTask, sgd, tf } from "../../../mod.ts";

const COUNT = 512;
const brake = `${Deno.env.get("DROVER_BRAKES")}/${Deno.pid}`;
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Hands its input on, after so many ms. */
class Brake extends tf.layers.Layer {
  static className = "Brake";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    let ms = 0;
    try {
      ms = Number(Deno.readTextFileSync(brake));
    } catch {
      // nobody brakes
    }
    if (ms > 0) Atomics.wait(clock, 0, 0, ms);
    return Array.isArray(inputs) ? inputs[0]! : inputs;
  }
}

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
  name: "slowable",
  seed: 1,
  model: () =>
    tf.sequential({
      layers: [
        new Brake({ inputShape: [2] }),
        tf.layers.dense({ units: 8, activation: "tanh" }),
        tf.layers.dense({ units: 2 }),
      ],
    }),
  data: () => ({ train: points(0), validation: points(COUNT) }),
  loss: "softmaxCrossEntropy",
  metrics: ["accuracy"],
  optimizer: sgd({ learningRate: 0.5 }),
  unit: 4,
  epochs: 1000,
});
