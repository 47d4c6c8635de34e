import { BACKENDS } from "../training/backend_name.ts";
import { ORDERINGS } from "../ordering/mod.ts";
import { POLICIES, VARIANTS } from "../synchronicity/mod.ts";
import {
  anyText,
  codec,
  CODEC_WORDS,
  delay,
  ipv4,
  LOCAL_STEPS_WORDS,
  localSteps,
  metricsPlace,
  numberFrom,
  oneOf,
  place,
  positiveNumbers,
  quorum,
  QUORUM_WORDS,
  type Reader,
  wholeNumber,
} from "./readers.ts";

/** Names of the commands. */
export type CommandName =
  | "train"
  | "demo"
  | "simulate"
  | "replay"
  | "reproduce"
  | "doctor"
  | "secret"
  | "completions";

/** One option of the command line; a flag where it has no `placeholder`. */
export interface Option<T> {
  /** What stands for the value in the help, such as `N`. */
  placeholder?: string;
  /** From the texts given, at least one, to the value. */
  read: (texts: string[], name: string) => T;
  /** Whether it may be given more than once. */
  repeatable?: boolean;
  /** What a value looks like, where the option may also stand alone; it then reads an empty text. */
  mayStandAlone?: RegExp;
  /** Words that a value may be, or begin with, for shells to complete. */
  values?: readonly string[];
  /** A line of help. */
  help: string;
  /** The commands that know it. */
  commands: readonly CommandName[];
}

type About = Pick<Option<unknown>, "help" | "commands" | "values">;

/** An option with one value; the last one given counts. */
function one<T>(placeholder: string, read: Reader<T>, about: About): Option<T> {
  return {
    ...about,
    placeholder,
    read: (texts, name) => read(texts.at(-1)!, name),
  };
}

/** An option that may be given more than once. */
function each<T>(
  placeholder: string,
  read: Reader<T>,
  about: About,
): Option<T[]> {
  return {
    ...about,
    placeholder,
    repeatable: true,
    read: (texts, name) => texts.map((text) => read(text, name)),
  };
}

/** An option that may also stand alone. */
function maybe<T>(
  placeholder: string,
  looks: RegExp,
  read: Reader<T>,
  about: About,
): Option<T> {
  return { ...one(placeholder, read, about), mayStandAlone: looks };
}

/** An option without a value. */
function flag(about: About): Option<boolean> {
  return { ...about, read: () => true };
}

// The doctor takes whatever train does: a command line that does not work can be
// given to it as it is.
const TRAIN = ["train", "doctor"] as const;
const TRAINING = ["train", "demo", "doctor"] as const;
const SIMULATE = ["simulate"] as const;
const REPRODUCE = ["reproduce"] as const;
const ALL = [
  "train",
  "demo",
  "simulate",
  "replay",
  "reproduce",
  "doctor",
  "secret",
  "completions",
] as const;

const SCHEDULES = ["constant", "linear", "cosine"] as const;

/**
 * Every option of every command, in the order of the help. Parsing, checking
 * and `--help` are derived from this table.
 */
export const OPTIONS = {
  "swarm": one("NAME", anyText, {
    help: "swarm to take part in (default: the task's name)",
    commands: TRAIN,
  }),
  "name": one("NAME", anyText, {
    help: "name that others see (default: the host's)",
    commands: TRAIN,
  }),
  "wait-for": one("N", wholeNumber(1), {
    help: "start when so many peers are here, this one included",
    commands: TRAIN,
  }),
  "peers": one("N", wholeNumber(1), {
    help: "number of peers (default: 4; studies runtime, adasync: 8)",
    commands: ["demo", "reproduce"],
  }),
  "task": one("FILE", anyText, {
    help: "what to train (default: handwritten digits)",
    commands: ["demo", "reproduce"],
  }),
  "k": one("N|RULE", quorum, {
    values: QUORUM_WORDS,
    help: `who to wait for: N, all, ${POLICIES.join(", ")}, norm[:BETA]`,
    commands: [...TRAINING, "reproduce"],
  }),
  "substitute": flag({
    help: "compute with own updates in the place of missing ones",
    commands: TRAINING,
  }),
  "variant": one("NAME", oneOf(VARIANTS), {
    values: VARIANTS,
    help: VARIANTS.join(", "),
    commands: [...TRAINING, "reproduce"],
  }),
  "elastic-bound": one("B", numberFrom(0.001), {
    help: "begin no gradient that is known to lack more than B steps",
    commands: [...TRAINING, "reproduce"],
  }),
  "cut-off": one("R", wholeNumber(1), {
    help: "work R rounds behind starts anew (default: auto chooses)",
    commands: TRAINING,
  }),
  "local-steps": one("H", localSteps, {
    values: LOCAL_STEPS_WORDS,
    help: "an update is the sum of H local steps: H, matched:H or auto",
    commands: TRAINING,
  }),
  "ordering": one("NAME", oneOf(ORDERINGS), {
    values: ORDERINGS,
    help: `next example: ${ORDERINGS.join(", ")}`,
    commands: TRAINING,
  }),
  "codec": one("NAME", codec, {
    values: CODEC_WORDS,
    help: "auto, float32, bfloat16, int8, sign, top-k:0.01[,VALUES]",
    commands: [...TRAINING, "reproduce"],
  }),
  "listen": each("ADDR", anyText, {
    help: "address to listen on: host:port or a multiaddr",
    commands: TRAIN,
  }),
  "interface": each("IP", ipv4, {
    help: "interface to find peers on (default: all but loopback)",
    commands: TRAIN,
  }),
  "no-discovery": flag({
    help: "do not look for peers by multicast DNS",
    commands: TRAIN,
  }),
  "bootstrap": each("ADDR", anyText, {
    help: "multiaddr of a peer to connect to",
    commands: TRAIN,
  }),
  "secret": one("FILE", anyText, {
    help: "key of a private swarm, made by drover secret",
    commands: TRAINING,
  }),
  "state": one("DIR", anyText, {
    help: "folder for identity, updates and snapshots, to go on from",
    commands: TRAIN,
  }),
  "log": one("FILE", anyText, {
    help: "file to record all events in, to replay or to read (NDJSON)",
    commands: ["train", "demo", "simulate"],
  }),
  "save": one("DIR", anyText, {
    help: "folder to save the trained model in: tfjs and safetensors",
    commands: TRAINING,
  }),
  "backend": one("NAME", oneOf(BACKENDS), {
    values: BACKENDS,
    help: "wasm, cpu, blas or webgpu (default: best for the model)",
    commands: TRAINING,
  }),
  "dashboard": maybe("PORT", /^(.*:)?\d+$/, place, {
    help: "serve a page to watch, on this machine or at HOST:PORT",
    commands: ["train", "demo", "replay"],
  }),
  "speed": one("F", numberFrom(0.001), {
    help: "play F seconds of the recording a second (default: all at once)",
    commands: ["replay"],
  }),
  "metrics": maybe("PORT", /^(.*:)?\d+$/, metricsPlace, {
    help: "figures for Prometheus at /metrics (default: port 9464)",
    commands: TRAIN,
  }),
  "tensorboard": one("DIR", anyText, {
    help: "folder for event files that TensorBoard shows",
    commands: TRAINING,
  }),
  "slow": one("F", numberFrom(1), {
    help: "for tests: be F times slower (in a demo, its last peer)",
    commands: TRAINING,
  }),
  "pace": one("MS", numberFrom(0), {
    help: "for tests: take MS for a gradient that needs less",
    commands: TRAIN,
  }),
  "lag": one("MS", numberFrom(0), {
    help: "for tests: take in messages MS later than they come",
    commands: TRAINING,
  }),
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

/** Name of an option, without the dashes. */
export type OptionName = keyof typeof OPTIONS;

/** What options say, by name; what was not given is not there. */
export type OptionValues = {
  -readonly [Name in OptionName]?: ReturnType<(typeof OPTIONS)[Name]["read"]>;
};

/** The options of a command, in the order of the help. */
export function optionsOf(
  command: CommandName,
): [name: OptionName, option: Option<unknown>][] {
  const all = Object.entries(OPTIONS) as [OptionName, Option<unknown>][];
  return all.filter(([, { commands }]) => commands.includes(command));
}
