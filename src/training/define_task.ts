import { closestString, levenshteinDistance } from "@std/text";
import { describeSetting } from "../compression/mod.ts";
import { checkSpec, outerOptimizer } from "../optimizers/mod.ts";
import { ORDERINGS } from "../ordering/mod.ts";
import {
  isLocalSteps,
  isQuorumRule,
  LOCAL_STEPS,
  QUORUM_RULES,
  unfitRule,
  VARIANTS,
} from "../synchronicity/mod.ts";
import { TaskError } from "./errors.ts";
import { LOSS_NAMES, METRIC_NAMES } from "./losses.ts";
import {
  type LossFunction,
  TASK,
  type Task,
  type TaskOptions,
} from "./task.ts";
import * as tf from "./tfjs/tf.ts";

const REQUIRED = [
  "name",
  "model",
  "data",
  "loss",
  "optimizer",
  "unit",
  "epochs",
];

const OPTIONAL = [
  "version",
  "seed",
  "startingWeights",
  "metrics",
  "target",
  "patience",
  "codec",
  "localSteps",
  "outer",
  "k",
  "variant",
  "ordering",
  "ownData",
];

/**
 * Defines what a swarm trains; a task file's default export. Checks at once
 * what can be checked without the data; the rest is checked when the task is
 * loaded for training.
 *
 * @example
 * ```ts ignore
 * import { defineTask, momentum, tf } from "@drover/drover";
 *
 * export default defineTask({
 *   name: "xor",
 *   seed: 1,
 *   model: () =>
 *     tf.sequential({
 *       layers: [
 *         tf.layers.dense({ inputShape: [2], units: 8, activation: "tanh" }),
 *         tf.layers.dense({ units: 1, activation: "sigmoid" }),
 *       ],
 *     }),
 *   data: () => ({
 *     train: { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 1, 1, 0] },
 *   }),
 *   loss: "binaryCrossentropy",
 *   optimizer: momentum({ learningRate: 0.5 }),
 *   unit: 4,
 *   epochs: 500,
 * });
 * ```
 *
 * @param options What to train, on what, how and for how long
 * @returns The checked task
 * @throws {TaskError} If a field is missing, unknown or makes no sense
 */
export function defineTask(options: TaskOptions): Task {
  if (typeof options !== "object" || options === null) {
    throw new TaskError(
      "Cannot define a task: defineTask() takes an object with " +
        REQUIRED.join(", "),
    );
  }
  const name = typeof options.name === "string" ? `"${options.name}"` : "";
  const fail = (problem: string): never => {
    throw new TaskError(`Cannot define task ${name}: ${problem}`);
  };
  checkFields(options, fail);
  checkName(options, fail);
  checkCounts(options, fail);
  checkObjective(options, fail);
  checkWith(() => checkSpec(options.optimizer), "optimizer", fail);
  const { codec, outer } = options;
  if (codec) checkWith(() => describeSetting(codec), "codec", fail);
  if (outer) checkWith(() => outerOptimizer(outer), "outer", fail);
  const model = options.model;
  if (typeof model !== "function" && !(model instanceof tf.LayersModel)) {
    fail(
      "model must be a function that returns a tf.LayersModel (tf.sequential, " +
        "tf.model, tf.loadLayersModel) or such a model, built with the tf " +
        "that is imported from Drover",
    );
  }
  for (const field of ["data", "startingWeights"] as const) {
    const value = options[field];
    if (value !== undefined && typeof value !== "function") {
      fail(`${field} must be a function, so that it runs in the worker`);
    }
  }
  return Object.freeze({
    ...options,
    [TASK]: true as const,
    version: String(options.version ?? "1"),
    seed: options.seed ?? 0,
    metrics: [...options.metrics ?? []],
    ownData: options.ownData ?? false,
  });
}

/** Whether a value is a task that {@linkcode defineTask} has checked. */
export function isTask(value: unknown): value is Task {
  return typeof value === "object" && value !== null && TASK in value;
}

type Fail = (problem: string) => never;

function checkFields(options: TaskOptions, fail: Fail): void {
  const known = [...REQUIRED, ...OPTIONAL];
  for (const field of Object.keys(options)) {
    if (known.includes(field)) continue;
    fail(`there is no field "${field}"${didYouMean(field, known)}`);
  }
  for (const field of REQUIRED) {
    if (options[field as keyof TaskOptions] === undefined) {
      fail(`the field "${field}" is missing`);
    }
  }
}

function checkName(options: TaskOptions, fail: Fail): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(String(options.name))) {
    fail(
      `name is ${JSON.stringify(options.name)}; it must be 1 to 64 letters, ` +
        "digits, dots, dashes and underscores and begin with a letter or digit",
    );
  }
}

function checkCounts(options: TaskOptions, fail: Fail): void {
  const whole = (field: "unit" | "epochs" | "patience", what: string) => {
    const value = options[field];
    if (value === undefined) return;
    if (!Number.isSafeInteger(value) || value < 1) {
      fail(
        `${field} is ${
          show(value)
        }; it is ${what} and must be a whole number > 0`,
      );
    }
  };
  whole("unit", "the number of examples for one gradient");
  whole("epochs", "the number of times to go over the data");
  whole("patience", "the number of epochs without improvement before stopping");
  const { k } = options;
  if (k !== undefined && !isQuorumRule(k)) {
    fail(
      `k is ${
        show(k)
      }; it is the number of updates that make a step, ${QUORUM_RULES}`,
    );
  }
  const { localSteps } = options;
  if (localSteps !== undefined && !isLocalSteps(localSteps)) {
    fail(`localSteps is ${show(localSteps)}; it must be ${LOCAL_STEPS}`);
  }
  const seed = options.seed ?? 0;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    fail(`seed is ${show(seed)}; it must be a whole number of 0 or more`);
  }
  const variant = options.variant;
  if (variant !== undefined && !VARIANTS.includes(variant)) {
    fail(
      `variant is "${variant}"${
        didYouMean(String(variant), VARIANTS)
      }; it must be one of ${VARIANTS.join(", ")}`,
    );
  }
  const unfit = k === undefined || variant === undefined
    ? undefined
    : unfitRule(k, variant);
  if (unfit !== undefined) fail(unfit);
  const { ordering } = options;
  if (ordering !== undefined && !ORDERINGS.includes(ordering)) {
    fail(
      `ordering is "${ordering}"${
        didYouMean(String(ordering), ORDERINGS)
      }; it must be one of ${ORDERINGS.join(", ")}`,
    );
  }
}

/** A value as a person wrote it: text is not taken for a number. */
function show(value: unknown): string {
  return typeof value === "string"
    ? `${JSON.stringify(value)} (text)`
    : String(value);
}

function checkObjective(options: TaskOptions, fail: Fail): void {
  const { loss, metrics = [], target } = options;
  if (!Array.isArray(metrics)) fail("metrics must be a list");
  checkNamed("loss", loss, LOSS_NAMES, fail);
  for (const metric of metrics) {
    checkNamed("metric", metric, METRIC_NAMES, fail);
  }
  if (target === undefined) return;
  const names = [
    "loss",
    ...metrics.map((m, i) =>
      typeof m === "string" ? m : m.name || `metric${i + 1}`
    ),
  ];
  if (!names.includes(target.metric)) {
    fail(
      `target.metric is "${target.metric}", which is not measured; it must be ` +
        `one of ${names.join(", ")}, or be added to metrics`,
    );
  }
  const bounds = ["atLeast", "atMost"].filter((b) =>
    Number.isFinite((target as unknown as Record<string, unknown>)[b])
  );
  if (bounds.length !== 1) {
    fail("target needs one number, atLeast or atMost");
  }
}

function checkWith(check: () => void, what: string, fail: Fail): void {
  try {
    check();
  } catch (error) {
    fail(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkNamed(
  what: string,
  value: string | LossFunction,
  names: readonly string[],
  fail: Fail,
): void {
  if (typeof value === "function") return;
  if (typeof value !== "string") fail(`a ${what} must be a name or a function`);
  if (names.includes(value as string)) return;
  const hint = didYouMean(value as string, names);
  fail(
    `there is no ${what} "${value}"${hint}; known are ${
      names.join(", ")
    }, and ` +
      "a function (labels, predictions) => tensor",
  );
}

function didYouMean(word: string, names: readonly string[]): string {
  const closest: string = closestString(word, names);
  // What is like nothing known is not to be taken for anything.
  const distance: number = levenshteinDistance(word, closest);
  return distance <= Math.max(2, Math.floor(closest.length / 2))
    ? ` (did you mean "${closest}"?)`
    : "";
}
