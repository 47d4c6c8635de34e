import { checkData } from "./check_data.ts";
import type { Statistics } from "./data/standardize.ts";
import type { Dataset } from "./dataset.ts";
import { TaskError } from "./errors.ts";
import type { Task, TaskData } from "./task.ts";
import type * as tf from "./tfjs/tf.ts";
import { reasonWithPlace } from "./task_place.ts";
import { toDataset } from "./to_dataset.ts";

/** A task's data, whole and fitting the model. */
export interface LoadedData {
  /** Examples to train on. */
  train: Dataset;
  /** Examples to measure on, if the task has any. */
  validation: Dataset | null;
  /** By what their inputs were standardized, if the task says so. */
  statistics?: Statistics;
}

/**
 * Loads a task's data and checks it against the model.
 *
 * @throws {TaskError} If it cannot be read, is not whole or does not fit
 */
export async function loadData(
  task: Task,
  model: tf.LayersModel,
): Promise<LoadedData> {
  let data: TaskData;
  try {
    data = await task.data();
  } catch (cause) {
    throw new TaskError(
      `Cannot load the data of task "${task.name}": ${reasonWithPlace(cause)}`,
      { cause },
    );
  }
  if (typeof data !== "object" || data === null || !data.train) {
    throw new TaskError(
      `Cannot load the data of task "${task.name}": data() must return ` +
        "{ train: { inputs, labels }, validation? }",
    );
  }
  const input = model.inputs[0]!.shape.slice(1);
  const check = (examples: TaskData["train"], what: string) => {
    const dataset = toDataset(examples, what, input);
    checkData(dataset, what, model, task.loss);
    return dataset;
  };
  const train = check(data.train, "train");
  const validation = data.validation
    ? check(data.validation, "validation")
    : null;
  const { statistics } = data;
  return { train, validation, ...statistics && { statistics } };
}
