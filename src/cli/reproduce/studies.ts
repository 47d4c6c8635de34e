import type { OptionName } from "../options/mod.ts";
import type { CommandLine } from "../parse.ts";
import type { Output } from "../terminal/mod.ts";

/** One of the results that `drover reproduce` obtains anew. */
export interface Study {
  /** What it shows, and of which paper, in a line. */
  readonly help: string;
  /** The options it takes, besides `--json` and `--help`. */
  readonly options: readonly OptionName[];
  /** Loads it when it is wanted; it returns the exit code. */
  load(): Promise<(line: CommandLine, output: Output) => Promise<number>>;
}

/** What studies of orders on a task take. */
const OF_TASKS: readonly OptionName[] = [
  "task",
  "data",
  "examples",
  "unit",
  "peers",
  "epochs",
  "runs",
  "tuning-runs",
  "rates",
  "schedule",
  "threads",
  "seed",
];

/** All studies by name, in the order of the help. */
export const STUDIES: Readonly<Record<string, Study>> = {
  runtime: {
    help: "seconds per step and staleness of the four variants (2003.10579)",
    options: ["peers", "k", "delay", "steps", "seed"],
    load: async () => (await import("./runtime.ts")).runtime,
  },
  herding: {
    help: "how well CD-GraB's orders herd, beside random ones (2302.00845)",
    options: ["workers", "dimension", "units", "epochs", "no-elastic", "seed"],
    load: async () => (await import("./herding.ts")).herding,
  },
  ordering: {
    help: "epochs to a target loss with CD-GraB, beside other orders",
    options: [...OF_TASKS, "svg"],
    load: async () => (await import("./ordering.ts")).ordering,
  },
  adasync: {
    help: "loss against time by K, fixed or adapted, by law of delays",
    options: [
      "task",
      "data",
      "examples",
      "unit",
      "variant",
      "law",
      "contender",
      "peers",
      "epochs",
      "runs",
      "tuning-runs",
      "rates",
      "threads",
      "seed",
      "svg",
    ],
    load: async () => (await import("./adasync.ts")).adasync,
  },
  elastic: {
    help: "how far views are from all published, certified and true",
    options: [
      "peers",
      "variant",
      "k",
      "elastic-bound",
      "codec",
      "seed",
      "svg",
    ],
    load: async () => (await import("./elastic.ts")).elastic,
  },
  compression: {
    help: "top-k with and without error feedback, by variant (2001.05918)",
    options: OF_TASKS.filter((name) => name !== "schedule"),
    load: async () => (await import("./compression.ts")).compression,
  },
  vectors: {
    help: "which vector CD-GraB should balance: gradient, step or update",
    options: OF_TASKS,
    load: async () => (await import("./vectors.ts")).vectors,
  },
};

/** The studies' names, in the order of the help. */
export const STUDY_NAMES: readonly string[] = Object.keys(STUDIES);
