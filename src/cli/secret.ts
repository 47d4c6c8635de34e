import { CommandError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import type { CommandLine } from "./parse.ts";
import { jsonLine } from "./report/mod.ts";
import { writeProblem } from "../telemetry/words/write_problem.ts";
import { stopwatch } from "./stopwatch.ts";
import type { Output } from "./terminal/mod.ts";
import { quoted, startedBy } from "../telemetry/words/started_by.ts";

/** Where the key goes when no file is named. */
const DEFAULT_FILE = "swarm.key";

/** Nobody but the owner may read a key. */
const OWNER_ONLY = 0o600;

/**
 * `drover secret [FILE]`: writes the key of a new private swarm.
 *
 * @returns The exit code
 * @throws {CommandError} If the file exists or cannot be written
 */
export async function secret(
  { operands: [file = DEFAULT_FILE], options }: CommandLine,
  output: Output,
): Promise<number> {
  const seconds = stopwatch();
  const { generateSecret } = await import("../network/mod.ts");
  try {
    const createNew = { createNew: true, mode: OWNER_ONLY };
    await Deno.writeFile(file, generateSecret(), createNew);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
  if (options.json) {
    output.write(jsonLine("summary", seconds(), { file }));
    return ExitCode.ok;
  }
  output.write(`Wrote the key of a private swarm to ${file}.
Copy it to every machine that shall take part, by a safe way: who has it can join.
Then start each peer with it: ${startedBy()} train TASK --secret ${quoted(file)}
`);
  return ExitCode.ok;
}

function cannotWrite(file: string, cause: unknown): CommandError {
  let why = writeProblem(cause, file, "file");
  if (cause instanceof Deno.errors.AlreadyExists) {
    why = "the file exists, and a key that is in use must not be lost " +
      "(name another file, or move this one away)";
  } else if (cause instanceof Deno.errors.NotFound) {
    why = "there is no such folder";
  }
  return new CommandError(`Cannot write the key to ${file}: ${why}`, { cause });
}
