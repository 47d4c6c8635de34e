import type { CodecSpec } from "../../../mod.ts";

/** What is trained. */
export const TASKS = ["digits", "characters"] as const;

/** Name of a task of the trials. */
export type TaskName = (typeof TASKS)[number];

/** When the four peers step. */
export const PACES = {
  sync: { variant: "k-sync", k: "all", title: "k-sync, K = 4" },
  async: { variant: "k-async", k: "2", title: "k-async, K = 2" },
} as const;

/** Name of a pace. */
export type PaceName = keyof typeof PACES;

/** One run of four peers. */
export interface Cell {
  task: TaskName;
  pace: PaceName;
  /** Name in the list of codecs. */
  codec: string;
  spec: CodecSpec;
  /** Whether what the codec leaves out is sent later. */
  feedback: boolean;
  /** Steps of which an update is the sum. */
  localSteps: number;
  /** The learning rate, over the task's usual one. */
  factor: number;
  epochs: number;
  seed: number;
}

/** Every codec by the name that the trials give it. */
export const CODECS: Readonly<Record<string, CodecSpec>> = {
  "float32": { kind: "float32" },
  "bfloat16": { kind: "bfloat16" },
  "int8": { kind: "int8" },
  "sign": { kind: "sign" },
  "top 10 %": { kind: "top-k", fraction: 0.1 },
  "top 1 %": { kind: "top-k", fraction: 0.01 },
  "top 0.3 %": { kind: "top-k", fraction: 0.003 },
  "top 1 % signs": { kind: "top-k", fraction: 0.01, values: "sign" },
};

/** Usual learning rate and epochs of the tasks. */
export const USUAL: Readonly<
  Record<TaskName, { rate: number; epochs: number }>
> = {
  digits: { rate: 0.05, epochs: 4 },
  characters: { rate: 0.006, epochs: 2 },
};

/** Tells one run from another; those of one column differ in factor and seed only. */
export function keyOf(cell: Cell): string {
  return `${columnOf(cell)}, rate x ${cell.factor}, seed ${cell.seed}`;
}

/** What is compared: everything but the learning rate and the seed. */
export function columnOf(
  { task, pace, codec, feedback, localSteps, epochs }: Cell,
): string {
  const rest = codec === "float32" ? "" : feedback ? ", feedback" : ", none";
  return `${task}, ${pace}, ${codec}${rest}, ${localSteps} steps, ${epochs} epochs`;
}
