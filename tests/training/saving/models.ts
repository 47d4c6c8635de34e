import "@tensorflow/tfjs-backend-cpu";
import * as tf from "../../../src/training/tfjs/tf.ts";

await tf.setBackend("cpu");

/**
 * A model with a frozen layer, state (batch norm), nested layers, and a name of
 * the user's.
 */
export function variedModel(options: { frozen?: boolean } = {}): tf.Sequential {
  const inner = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4] }),
      tf.layers.dense({ units: 4 }),
    ],
  });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        inputShape: [5],
        trainable: !options.frozen,
      }),
      tf.layers.batchNormalization(),
      inner,
      tf.layers.reshape({ targetShape: [2, 2] }),
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 2 }) as tf.RNN,
        mergeMode: "concat",
      }),
      tf.layers.dense({ units: 2, name: "head" }),
    ],
  });
  model.setWeights(
    model.getWeights().map((tensor, i) =>
      tf.tensor(
        Float32Array.from({ length: tensor.size }, (_, j) =>
          ((7 * i + 3 * j) % 11 + 1) / 40),
        tensor.shape,
      )
    ),
  );
  return model;
}

/** Runs a test in a directory of its own, taken away afterwards. */
export async function inDirectory(
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
