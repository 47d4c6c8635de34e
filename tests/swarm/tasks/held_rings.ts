/**
 * The rings, held: each gradient takes a moment more until a file is there. So a test
 * can interfere for as long as it takes, also on a busy machine, and need not wait for
 * the rest.
 */
import { defineTask, momentum, type Task, tf } from "../../../mod.ts";
import rings, { perceptron } from "./rings.ts";

/** For so long each gradient is held, ms. */
const HELD = 200;

const clock = new Int32Array(new SharedArrayBuffer(4));

/**
 * The task that is held until a file is there. Two peers would be at it for a minute
 * and a half; what is left takes seconds once it is released.
 *
 * @param release path of the file
 * @param learningRate of its optimizer
 */
export function heldRings(release: string, learningRate: number): Task {
  let isReleased = false;

  /** Hands its input on, after a while. */
  class Hold extends tf.layers.Layer {
    static className = "Hold";

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      isReleased ||= isThere(release);
      if (!isReleased) Atomics.wait(clock, 0, 0, HELD);
      return Array.isArray(inputs) ? inputs[0]! : inputs;
    }
  }

  return defineTask({
    ...rings,
    optimizer: momentum({ learningRate, momentum: 0.8 }),
    unit: 16,
    epochs: 30,
    model: () =>
      tf.sequential({
        layers: [new Hold({ inputShape: [2] }), ...perceptron()],
      }),
  });
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
