import { assertEquals } from "@std/assert";
import { tf } from "../../src/training/mod.ts";
import { checkGradient, load, normals } from "./helpers.ts";

/** For each loss an activation and labels that it is made for. */
const LOSSES: Record<string, ["linear" | "sigmoid" | "softmax", string]> = {
  meanSquaredError: ["linear", "numbers"],
  meanAbsoluteError: ["linear", "numbers"],
  meanAbsolutePercentageError: ["linear", "numbers"],
  meanSquaredLogarithmicError: ["sigmoid", "positive"],
  squaredHinge: ["linear", "signs"],
  hinge: ["linear", "signs"],
  categoricalHinge: ["linear", "one hot"],
  logcosh: ["linear", "numbers"],
  categoricalCrossentropy: ["softmax", "one hot"],
  sparseCategoricalCrossentropy: ["softmax", "classes"],
  binaryCrossentropy: ["sigmoid", "bits"],
  kullbackLeiblerDivergence: ["softmax", "one hot"],
  poisson: ["sigmoid", "positive"],
  cosineProximity: ["linear", "numbers"],
  softmaxCrossEntropy: ["linear", "classes"],
  sigmoidCrossEntropy: ["linear", "bits"],
};

const CLASSES = 5, EXAMPLES = 8;

function labelsOf(kind: string): Float32Array {
  const noise = normals(EXAMPLES * CLASSES, "labels");
  switch (kind) {
    case "positive":
      return noise.map((v) => Math.abs(v) + 0.1);
    case "signs":
      return noise.map((v) => v > 0 ? 1 : -1);
    case "bits":
      return noise.map((v) => v > 0 ? 1 : 0);
    case "one hot":
      return noise.map((_, i) => i % CLASSES === (i % 7) % CLASSES ? 1 : 0);
    default:
      return noise;
  }
}

for (const [loss, [activation, kind]] of Object.entries(LOSSES)) {
  Deno.test(`Gradient of a loss: ${loss}`, async () => {
    const classes = kind === "classes";
    const loaded = await load({
      loss,
      model: () =>
        tf.sequential({
          layers: [
            tf.layers.dense({ inputShape: [6], units: 7, activation: "tanh" }),
            tf.layers.dense({ units: CLASSES, activation }),
          ],
        }),
      data: () => ({
        train: {
          inputs: normals(EXAMPLES * 6, "inputs"),
          inputShape: [6],
          labels: classes
            ? Array.from({ length: EXAMPLES }, (_, i) => (3 * i) % CLASSES)
            : labelsOf(kind),
          labelShape: classes ? [] : [CLASSES],
          count: EXAMPLES,
        },
      }),
      unit: EXAMPLES,
    });
    assertEquals(loaded.info.backend, "wasm");
    checkGradient(loaded, { step: 1e-3, tolerance: 2e-2 });
  });
}
