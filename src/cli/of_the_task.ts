import { UsageError } from "./errors.ts";
import type { CommandName } from "./options/mod.ts";

/** What people look for among the options, and the field of the task where it stands. */
const FIELDS: Readonly<Record<string, string>> = {
  "--epochs": "epochs: 3",
  "--seed": "seed: 1",
  "--unit": "unit: 32",
  "--batch-size": "unit: 32",
  "--batch": "unit: 32",
  "--learning-rate": "optimizer: momentum({ learningRate: 0.05 })",
  "--lr": "optimizer: momentum({ learningRate: 0.05 })",
  "--optimizer": "optimizer: adam({ learningRate: 0.001 })",
  "--loss": 'loss: "softmaxCrossEntropy"',
};

/** The error for an option that is a field of the task; undefined for any other. */
export function ofTheTask(
  command: CommandName,
  option: string,
): UsageError | undefined {
  const field = FIELDS[option];
  if (field === undefined || command !== "train" && command !== "demo") {
    return undefined;
  }
  return new UsageError(
    `There is no option ${option}: all peers of a swarm must have it alike, so it stands in the task file (${field})${
      command === "demo" ? ", which --task FILE names" : ""
    }`,
  );
}
