import type { CommandLine } from "../parse.ts";
import type { Output } from "../terminal/mod.ts";

/** One of the results that `drover reproduce` obtains anew. */
export interface Study {
  /** What it shows, and of which paper, in a line. */
  readonly help: string;
  /** Loads it when it is wanted; it returns the exit code. */
  load(): Promise<(line: CommandLine, output: Output) => Promise<number>>;
}

/** All studies by name, in the order of the help. */
export const STUDIES: Readonly<Record<string, Study>> = {
  runtime: {
    help: "seconds per step and staleness of the four variants (2003.10579)",
    load: async () => (await import("./runtime.ts")).runtime,
  },
  herding: {
    help: "how well CD-GraB's orders herd, beside random ones (2302.00845)",
    load: async () => (await import("./herding.ts")).herding,
  },
  ordering: {
    help: "epochs to a target loss with CD-GraB, beside other orders",
    load: async () => (await import("./ordering.ts")).ordering,
  },
  vectors: {
    help: "which vector CD-GraB should balance: gradient, step or update",
    load: async () => (await import("./vectors.ts")).vectors,
  },
};

/** The studies' names, in the order of the help. */
export const STUDY_NAMES: readonly string[] = Object.keys(STUDIES);
