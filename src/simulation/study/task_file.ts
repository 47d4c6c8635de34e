import { hash32 } from "../../random/mod.ts";
import type { Problem } from "../problem.ts";
import { taskProblem } from "../problems/mod.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";

/** Units, at most, that an estimate of the loss takes. */
const SAMPLE = 10;

/**
 * Any task file. Which examples make a unit is the task's own business, so that
 * seeds decide the order alone and examples cannot be reshuffled; the loss is the
 * mean over all units, noise such as dropout's the same each time.
 */
export async function taskFile({ task }: TaskChoice): Promise<StudyTask> {
  const problem = await taskProblem(task);
  const { info } = problem;
  const { learningRate } = info.optimizer;
  return {
    facts: {
      title: `the task ${info.name}`,
      examples: info.examples,
      units: info.units,
      unit: info.unit,
      parameters: info.layout.trainable,
      isComposable: false,
      epochs: info.epochs,
      rates: [learningRate / 3, learningRate, 3 * learningRate],
      optimizer: { ...info.optimizer, learningRate: 1 },
    },
    problem: () => problem,
    loss: (problem, view) => meanLoss(problem, view, 1),
    estimate: (problem, view) =>
      meanLoss(problem, view, Math.ceil(problem.units / SAMPLE)),
    optimum: () => undefined,
  };
}

/** The mean over one of so many units. */
async function meanLoss(
  problem: Problem,
  view: Float32Array,
  every: number,
): Promise<number> {
  let sum = 0, count = 0;
  for (let unit = 0; unit < problem.units; unit += every) {
    const { loss } = await problem.gradient(unit, view, hash32("loss", unit));
    sum += loss;
    count++;
  }
  return sum / count;
}
