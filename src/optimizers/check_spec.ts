import { closestString, levenshteinDistance } from "@std/text";
import { OptimizerError } from "./errors.ts";
import type { Schedule } from "./schedule.ts";
import type { OptimizerSpec } from "./spec.ts";

type Fields = Record<string, unknown>;

/** A test of one field: what must hold, in words, or undefined if it does. */
type Rule = (value: unknown) => string | undefined;

const number =
  (holds: (value: number) => boolean, words: string): Rule => (value) =>
    typeof value === "number" && Number.isFinite(value) && holds(value)
      ? undefined
      : words;
const oneOf = (...allowed: unknown[]): Rule => (value) =>
  allowed.includes(value)
    ? undefined
    : allowed.map((one) => JSON.stringify(one)).join(" or ");

const positive = number((value) => value > 0, "a number above 0");
const notNegative = number((value) => value >= 0, "a number of 0 or more");
const decayRate = number(
  (value) => value >= 0 && value < 1,
  "a number from 0 to below 1",
);
const part = number(
  (value) => value >= 0 && value <= 1,
  "a number from 0 to 1",
);

const WARMUP = { warmup: notNegative, start: part };
const SCHEDULES: Record<string, Record<string, Rule>> = {
  constant: WARMUP,
  cosine: { ...WARMUP, floor: part },
  linear: { ...WARMUP, floor: part },
  step: { ...WARMUP, every: positive, factor: positive },
  exponential: { ...WARMUP, factor: positive, floor: part },
};
const REQUIRED_OF_SCHEDULES: Record<string, string[]> = {
  step: ["every", "factor"],
  exponential: ["factor"],
};

const COMMON = {
  learningRate: positive,
  weightDecay: notNegative,
  decay: oneOf("decoupled", "l2"),
  clipNorm: notNegative,
};
const OPTIMIZERS: Record<string, Record<string, Rule>> = {
  sgd: COMMON,
  momentum: { ...COMMON, momentum: decayRate, nesterov: oneOf(true, false) },
  adam: { ...COMMON, b1: decayRate, b2: decayRate, epsilon: positive },
};

const DEFAULTS: Record<string, Fields> = {
  sgd: {},
  momentum: { momentum: 0.8, nesterov: false },
  adam: { b1: 0.9, b2: 0.999, epsilon: 1e-8 },
};
const COMMON_DEFAULTS: Fields = {
  weightDecay: 0,
  decay: "decoupled",
  clipNorm: 0,
};

/**
 * Checks a description of an optimizer, maybe read from JSON, and fills in its defaults.
 *
 * @param description An object with a kind and settings
 * @returns A new spec with every setting present, fields in a fixed order
 * @throws {OptimizerError} If a field is missing, unknown or out of range; the message names it
 */
export function checkSpec(description: unknown): OptimizerSpec {
  const fields = toFields(description, "an optimizer");
  const { kind } = fields;
  const rules = ofKind(OPTIMIZERS, kind);
  if (rules === undefined) {
    throw new OptimizerError(
      `Cannot create an optimizer: kind is ${
        show(kind)
      }, it must be "sgd", "momentum" or "adam"`,
    );
  }
  const { schedule, ...rest } = fields;
  return {
    ...checkFields(`the optimizer ${kind}`, rules, ["learningRate"], {
      ...COMMON_DEFAULTS,
      ...DEFAULTS[kind as string],
      ...rest,
    }),
    schedule: checkSchedule(schedule ?? { kind: "constant" }),
  } as unknown as OptimizerSpec;
}

/**
 * Checks a description of a schedule, maybe read from JSON.
 *
 * @param description An object with a kind and settings
 * @returns A new schedule
 * @throws {OptimizerError} If a field is missing, unknown or out of range; the message names it
 */
export function checkSchedule(description: unknown): Schedule {
  const fields = toFields(description, "a schedule");
  const { kind } = fields;
  const rules = ofKind(SCHEDULES, kind);
  if (rules === undefined) {
    throw new OptimizerError(
      `Cannot create a schedule: kind is ${show(kind)}, it must be one of ` +
        Object.keys(SCHEDULES).map(show).join(", "),
    );
  }
  const required = REQUIRED_OF_SCHEDULES[kind as string] ?? [];
  return checkFields(
    `the ${kind} schedule`,
    rules,
    required,
    fields,
  ) as unknown as Schedule;
}

function checkFields(
  what: string,
  rules: Record<string, Rule>,
  required: string[],
  fields: Fields,
): Fields {
  const checked: Fields = { kind: fields.kind };
  for (const name of Object.keys(fields)) {
    if (name === "kind" || Object.hasOwn(rules, name)) continue;
    throw new OptimizerError(
      `Cannot create ${what}: it has no setting ${show(name)}${
        didYouMean(name, Object.keys(rules))
      }, there are ` + Object.keys(rules).join(", "),
    );
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = fields[name];
    if (value === undefined && !required.includes(name)) continue;
    const must = rule(value);
    if (must !== undefined) {
      throw new OptimizerError(
        `Cannot create ${what}: ${name} is ${show(value)}, it must be ${must}`,
      );
    }
    checked[name] = value;
  }
  return checked;
}

/** Names that other libraries give to settings, spelt small and without underscores. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  lr: "learningRate",
  rate: "learningRate",
  alpha: "learningRate",
  eta: "learningRate",
  beta1: "b1",
  beta2: "b2",
  eps: "epsilon",
  wd: "weightDecay",
  usenesterov: "nesterov",
  globalclipnorm: "clipNorm",
  maxgradnorm: "clipNorm",
};

function didYouMean(name: string, known: string[]): string {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[_-]/g, "");
  const word = plain(name);
  const near: string = closestString(word, known);
  const meant =
    known.find((one) => one === ELSEWHERE[word] || plain(one) === word) ??
      (levenshteinDistance(word, plain(near)) <= near.length / 3
        ? near
        : undefined);
  return meant === undefined ? "" : ` (did you mean "${meant}"?)`;
}

function ofKind<T>(table: Record<string, T>, kind: unknown): T | undefined {
  return typeof kind === "string" && Object.hasOwn(table, kind)
    ? table[kind]
    : undefined;
}

function toFields(description: unknown, what: string): Fields {
  if (
    typeof description !== "object" || description === null ||
    Array.isArray(description)
  ) {
    throw new OptimizerError(
      `Cannot create ${what}: the description is ${
        show(description)
      }, it must be an object`,
    );
  }
  // An option that is present but undefined counts as absent.
  return Object.fromEntries(
    Object.entries(description).filter(([, value]) => value !== undefined),
  );
}

function show(value: unknown): string {
  return typeof value === "number"
    ? String(value)
    : JSON.stringify(value) ?? String(value);
}
