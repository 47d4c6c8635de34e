import {
  anyText,
  delay,
  numberFrom,
  oneOf,
  positiveNumbers,
  wholeNumber,
} from "../readers.ts";
import { ALL, each, flag, one, REPRODUCE, SIMULATE } from "./option.ts";

export const SCHEDULES = ["constant", "linear", "cosine"] as const;

/** Options of studies and scenarios, and those of all commands. */
export const RUN_OPTIONS = {
  "delay": one("DELAY", delay, {
    help: "how long a gradient takes, s (default: exponential:1)",
    commands: REPRODUCE,
  }),
  "law": each("NAME", anyText, {
    help: "adasync: a law of delays, such as straggler (default: all)",
    commands: REPRODUCE,
  }),
  "contender": each("NAME", anyText, {
    help: "adasync: who takes part, such as K=4 or auto (default: all)",
    commands: REPRODUCE,
  }),
  "steps": one("N", wholeNumber(1), {
    help: "steps to measure (default: 200000)",
    commands: REPRODUCE,
  }),
  "workers": each("N", wholeNumber(1), {
    help: "herding: workers, m (default: 5, 10, 20, 50 and 100)",
    commands: REPRODUCE,
  }),
  "dimension": one("D", wholeNumber(1), {
    help: "herding: length of the vectors (default: 16)",
    commands: REPRODUCE,
  }),
  "units": one("N", wholeNumber(1), {
    help: "herding: vectors, of all workers together (default: 1000000)",
    commands: REPRODUCE,
  }),
  "epochs": one("N", wholeNumber(1), {
    help: "epochs of a run (default: the task's; herding 15, adasync 3)",
    commands: REPRODUCE,
  }),
  "no-elastic": flag({
    help: "herding: leave out stale and late signs",
    commands: REPRODUCE,
  }),
  "data": one("FILE", anyText, {
    help: "of a task: file with the data, where TASK needs one",
    commands: REPRODUCE,
  }),
  "examples": one("N", wholeNumber(1), {
    help: "of a task: take N examples only, drawn by lot",
    commands: REPRODUCE,
  }),
  "unit": one("B", wholeNumber(1), {
    help: "of a task: examples in a unit (default: 16, adasync 4)",
    commands: REPRODUCE,
  }),
  "rates": one("R,R,...", positiveNumbers, {
    help: "of a task: learning rates to begin with",
    commands: REPRODUCE,
  }),
  "schedule": one("NAME", oneOf(SCHEDULES), {
    values: SCHEDULES,
    help: "ordering, vectors: how rates go down (default: the task's)",
    commands: REPRODUCE,
  }),
  "tuning-runs": one("N", wholeNumber(1), {
    help: "of a task: runs to choose rates by (default: 3)",
    commands: REPRODUCE,
  }),
  "threads": one("N", wholeNumber(1), {
    help: "of a task: runs at a time (default: one a core)",
    commands: REPRODUCE,
  }),
  "svg": one("FILE", anyText, {
    help: "ordering, adasync, elastic: draw what was measured",
    commands: REPRODUCE,
  }),
  "seed": one("N", wholeNumber(0), {
    help: "what decides all chance; of runs, the first (default: 1)",
    commands: [...SIMULATE, "reproduce"],
  }),
  "runs": one("R", wholeNumber(1), {
    help: "run with R seeds: N, N+1, ... (default: 1, a study 7 or 5)",
    commands: [...SIMULATE, "reproduce"],
  }),
  "real": flag({
    help: "run on processes of this machine, as far as that makes sense",
    commands: SIMULATE,
  }),
  "stretch": one("F", numberFrom(0.001), {
    help: "with --real: a ms of the scenario lasts F ms (default: 1)",
    commands: SIMULATE,
  }),
  "json": flag({
    help: "one JSON object a line on stdout, the last one the summary",
    commands: ALL,
  }),
  "help": flag({ help: "show this help", commands: ALL }),
} as const;
