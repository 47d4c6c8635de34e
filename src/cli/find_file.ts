import { basename, dirname, fromFileUrl, join } from "@std/path";
import { nearest } from "./did_you_mean.ts";
import { CommandError } from "./errors.ts";

/** Drover's own examples. */
const EXAMPLES = new URL("../../examples/", import.meta.url);

/** A kind of file that a command takes. */
export interface FileKind {
  /** What it is, in a message. */
  readonly noun: "task" | "scenario";
  /** Where Drover's own are, below `examples/`. */
  readonly folder: "" | "scenarios/";
  /** What makes its default export. */
  readonly maker: "defineTask" | "defineScenario";
}

/** Task files. */
export const TASKS: FileKind = {
  noun: "task",
  folder: "",
  maker: "defineTask",
};
/** Scenario files. */
export const SCENARIOS: FileKind = {
  noun: "scenario",
  folder: "scenarios/",
  maker: "defineScenario",
};

/** Files that hold data, by their names. */
const DATA =
  /\.(csv|tsv|txt|npy|npz|libsvm|svm|arff|parquet|xlsx?|idx|idx\d-ubyte|zip|json)(\.gz)?$|\.gz$/i;

/** Files that Deno can run. */
const MODULE = /\.[mc]?[jt]sx?$/i;

/** Files that hold what `--log` has written. */
const LOG = /\.(ndjson|jsonl)$/i;

/**
 * The file that a person means: a URL or a path as it stands, where there is
 * one; else one of Drover's own examples, by name (`digits`) or by the path it
 * has in Drover's folder (`examples/digits.ts`).
 *
 * @throws {CommandError} If it is data or a log, or there is none, with those that may have been meant
 */
export async function findFile(file: string, kind: FileKind): Promise<string> {
  if (DATA.test(file)) {
    throw new CommandError(
      `Cannot load the ${kind.noun} ${file}: that is data; a ${kind.noun} is a .ts file that exports ${kind.maker}({ ... })${
        kind.noun === "task" ? ", and reads the data itself (readCsv)" : ""
      }`,
    );
  }
  if (LOG.test(file)) {
    throw new CommandError(
      `Cannot load the ${kind.noun} ${file}: that is a log, which replay shows; a ${kind.noun} is a .ts file that exports ${kind.maker}({ ... })`,
    );
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return file;
  if (await exists(file)) {
    if (MODULE.test(file) || !/\.[^./\\]+$/.test(file)) return file;
    throw new CommandError(
      `Cannot load the ${kind.noun} ${file}: that is no program; a ${kind.noun} is a .ts file that exports ${kind.maker}({ ... })`,
    );
  }
  const examples = await examplesOf(kind);
  const wanted = nameOf(file);
  const isExample = file === wanted || file === `${wanted}.ts` ||
    file === `examples/${kind.folder}${wanted}.ts`;
  if (isExample && examples.includes(wanted)) {
    return fromFileUrl(new URL(`${kind.folder}${wanted}.ts`, EXAMPLES));
  }
  const neighbours = (await namesIn(dirname(file)))
    .filter((name) => MODULE.test(name));
  const near = nearest(basename(file), neighbours);
  const meant = near !== undefined
    ? join(dirname(file), near)
    : nearest(wanted, examples);
  throw new CommandError(
    `Cannot load the ${kind.noun} ${file}: there is no such file${
      meant !== undefined
        ? `; did you mean "${meant}"?`
        : examples.length > 0
        ? `. Drover's own examples go by name: ${examples.join(", ")}`
        : ""
    }`,
  );
}

/** Names of Drover's own examples of a kind; none where they cannot be listed. */
export async function examplesOf(
  { folder, maker }: FileKind,
): Promise<string[]> {
  if (EXAMPLES.protocol !== "file:") return [];
  const path: string = fromFileUrl(new URL(folder, EXAMPLES));
  const names = (await namesIn(path)).filter((name) => name.endsWith(".ts"));
  const examples = await Promise.all(names.map(async (name) => {
    // Beside them are files that they have in common.
    const text = await Deno.readTextFile(join(path, name));
    return text.includes(`export default ${maker}(`) ? [nameOf(name)] : [];
  }));
  return examples.flat().sort();
}

function nameOf(file: string): string {
  return basename(file).replace(/\.[jt]s$/, "");
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    // Whatever it is, whoever loads the file says it.
    return true;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder)))
      .filter(({ isDirectory }) => !isDirectory).map(({ name }) => name);
  } catch {
    return [];
  }
}
