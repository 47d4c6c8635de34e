import { UsageError } from "./errors.ts";
import type { CommandName } from "./options/mod.ts";

/** What people look for among the options, and the field of the task where it stands. */
const FIELDS: Readonly<Record<string, string>> = {
  "--epochs": "epochs: 3",
  "--seed": "seed: 1",
  "--unit": "unit: 32",
  "--batch-size": "unit: 32",
  "--batch": "unit: 32",
  "--batchsize": "unit: 32",
  "--unit-size": "unit: 32",
  "--learningrate": "optimizer: momentum({ learningRate: 0.05 })",
  "--learning-rate": "optimizer: momentum({ learningRate: 0.05 })",
  "--lr": "optimizer: momentum({ learningRate: 0.05 })",
  "--rate": "optimizer: momentum({ learningRate: 0.05 })",
  "--momentum": "optimizer: momentum({ learningRate: 0.05, momentum: 0.8 })",
  "--optimizer": "optimizer: adam({ learningRate: 0.001 })",
  "--loss": 'loss: "softmaxCrossEntropy"',
};

/** The commands that train a task, and how each of them comes by it. */
const TASK_OF: Partial<Record<CommandName, string>> = {
  train: "in the task file",
  demo: "in the task file that --task FILE names",
  simulate: "in the task that the scenario names",
};

/**
 * The error for an option that is a field of the task, however it is spelt (`-lr`,
 * `--batch_size`); undefined for any other.
 */
export function ofTheTask(
  command: CommandName,
  option: string,
): UsageError | undefined {
  const spelt = option.replace(/^-+/, "--").replaceAll("_", "-").toLowerCase();
  const field = FIELDS[spelt];
  const place = TASK_OF[command];
  if (field === undefined || place === undefined) return undefined;
  return new UsageError(
    `There is no option ${option}: all peers of a swarm must have it alike, so it stands ${place} (${field})`,
  );
}
