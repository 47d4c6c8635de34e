import { basename } from "@std/path";
import { momentum } from "../../optimizers/mod.ts";
import { permutation, Random } from "../../random/mod.ts";
import { readSeries } from "../../training/data/mod.ts";
import { SimulationError } from "../errors.ts";
import { perceptron } from "../problems/mod.ts";
import { dataOf } from "./data_of.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";

/** Values seen, values to predict, and values between the starts of two windows. */
const SEEN = 20;
const AHEAD = 6;
const STRIDE = 3;

/**
 * The autoregressive perceptron of Cooper et al. (arXiv 2302.00845, section 5) on
 * series such as M4's weekly ones: windows of 20 values, the next 6 to predict,
 * three hidden layers of 64, momentum 0.9, the rate divided by 4 every 10 epochs.
 * Each series is standardised.
 */
export async function series(choice: TaskChoice): Promise<StudyTask> {
  const file = dataOf(choice, "a CSV file of series, such as Weekly-train.csv");
  const all = await readSeries(file, { name: 0 });
  let windows = all.flatMap(({ values }) => windowsOf(standardised(values)));
  const { examples = windows.length, unit } = choice;
  if (windows.length === 0) {
    throw new SimulationError(
      `Cannot train on ${file}: none of its ${all.length} series has ${
        SEEN + AHEAD
      } values`,
    );
  }
  if (examples < windows.length) {
    const drawn = permutation(windows.length, new Random("part"));
    windows = [...drawn.slice(0, examples).sort()].map((i) => windows[i]!);
  }
  const inputs = windows.map((window) => window.subarray(0, SEEN));
  const targets = windows.map((window) => window.subarray(SEEN));
  const problem = (seed: number) =>
    perceptron({ inputs, targets, hidden: [64, 64, 64], unit, seed });
  const { units, layout } = problem(1);
  return {
    facts: {
      title: `perceptron on ${windows.length} windows of ${basename(file)}`,
      examples: windows.length,
      units,
      unit,
      parameters: layout.trainable,
      isComposable: true,
      epochs: 30,
      rates: [0.003, 0.01, 0.03],
      optimizer: momentum({
        learningRate: 1,
        momentum: 0.9,
        schedule: { kind: "step", every: 10, factor: 0.25 },
      }),
    },
    problem,
    loss: (problem, view) => (problem.evaluate!(view) as { loss: number }).loss,
    optimum: () => undefined,
  };
}

function windowsOf(values: Float32Array): Float32Array[] {
  const windows = [];
  const last = values.length - SEEN - AHEAD;
  for (let at = 0; at <= last; at += STRIDE) {
    windows.push(values.subarray(at, at + SEEN + AHEAD));
  }
  return windows;
}

/** Mean 0 and variance 1; a constant series becomes zeros. */
function standardised(values: Float64Array): Float32Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const deviation = Math.sqrt(square / values.length) || 1;
  return Float32Array.from(values, (x) => (x - mean) / deviation);
}
