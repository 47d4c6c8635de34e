import { permutation, Random } from "../../random/mod.ts";
import { sgd } from "../../optimizers/mod.ts";
import type { Dataset } from "../../training/dataset.ts";
import { selectExamples } from "../../training/data/mod.ts";
import {
  type LinearOptions,
  type LinearProblem,
  minimum,
} from "../problems/mod.ts";
import type { StudyTask, TaskChoice } from "./study_task.ts";

/** A convex task: what to regress on what, and how exactly F* is wanted. */
export interface LinearTask {
  /** What is trained on what, in words. */
  readonly title: (data: Dataset) => string;
  /** All examples. */
  readonly data: Dataset;
  /** The model. */
  readonly make: (options: LinearOptions) => LinearProblem;
  /** Epochs where nothing else is said. */
  readonly epochs: number;
  /** Learning rates where nothing else is said. */
  readonly rates: readonly number[];
  /** Norm of the gradient at F*; with l2 = 1/N it is exact to N/2 of its square. */
  readonly tolerance: number;
}

/** Linear models with the regularisation that is usual: l2 = 1/N. */
export function linearTask(task: LinearTask, choice: TaskChoice): StudyTask {
  const data = part(task.data, choice.examples);
  const options = { data, unit: choice.unit, l2: 1 / data.count };
  const problem = (seed: number) => task.make({ ...options, seed });
  const { units, layout } = problem(1);
  return {
    facts: {
      title: task.title(data),
      examples: data.count,
      units,
      unit: choice.unit,
      parameters: layout.trainable,
      isComposable: true,
      epochs: task.epochs,
      rates: task.rates,
      optimizer: sgd({ learningRate: 1 }),
    },
    problem,
    loss: (problem, view) => lossOf(problem as LinearProblem, view),
    optimum: () => minimum(problem(1), { tolerance: task.tolerance }).loss,
  };
}

function lossOf(problem: LinearProblem, view: Float32Array): number {
  const { loss } = problem.evaluate!(view) as { loss: number };
  return loss;
}

/** Some of the examples, drawn by lot, the same in every run. */
function part(data: Dataset, examples: number | undefined): Dataset {
  if (examples === undefined || examples >= data.count) return data;
  const drawn = permutation(data.count, new Random("part")).slice(0, examples);
  return selectExamples(data, drawn.sort());
}
