import { fromFileUrl, resolve } from "@std/path";
import { binary } from "../telemetry/words/binary.ts";
import { mayWrite } from "../telemetry/words/write_problem.ts";

/** Drover's own folder. */
const ROOT = new URL("../../", import.meta.url);

/** Options whose value is written to. */
const WRITES = /^--(?:log|save|state|tensorboard)=(.+)$/;

/**
 * The program and the arguments that start Drover once more, with its default
 * permissions, and to write where this process may: a person who allows a demo to
 * write to a folder means its processes.
 *
 * @param args The command and its options
 */
export function ownProgram(
  args: readonly string[],
): [program: string, ...args: string[]] {
  const file = binary();
  if (file !== undefined) return [file, ...args];
  const root: string = fromFileUrl(ROOT);
  const written = args.flatMap((arg) => WRITES.exec(arg)?.[1] ?? []);
  const writable = [root, Deno.cwd(), ...written.map((path) => resolve(path))]
    .filter(mayWrite)
    // Deno takes a comma for the end of a path, and two for one in it.
    .map((path) => path.replaceAll(",", ",,"));
  return [
    Deno.execPath(),
    "run",
    "-P",
    `--config=${root}deno.json`,
    ...writable.length === 0 ? [] : [`--allow-write=${writable.join()}`],
    `${root}mod.ts`,
    ...args,
  ];
}
