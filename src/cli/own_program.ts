import { fromFileUrl } from "@std/path";
import { binary } from "../telemetry/words/binary.ts";

/** Drover's own folder. */
const ROOT = new URL("../../", import.meta.url);

/** The program and the arguments that start Drover once more, with its default permissions; what follows is a command. */
export function ownProgram(): [program: string, ...args: string[]] {
  const file = binary();
  if (file !== undefined) return [file];
  const root: string = fromFileUrl(ROOT);
  return [
    Deno.execPath(),
    "run",
    "-P",
    `--config=${root}deno.json`,
    `${root}mod.ts`,
  ];
}
