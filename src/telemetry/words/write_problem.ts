import { resolve } from "@std/path";
import { binary } from "./binary.ts";
import { quoted, startedBy } from "./started_by.ts";

/**
 * Why something could not be written, and what to do about it, for the end of a
 * message.
 *
 * @param path What was to be written, as the person wrote it
 * @param kind What it should have become
 */
export function writeProblem(
  error: unknown,
  path: string,
  kind: "file" | "folder",
): string {
  if (error instanceof Deno.errors.NotCapable) {
    if (binary() !== undefined) {
      return `Drover writes only in the folder that it is started in; choose a ${kind} there, or start it in another`;
    }
    // An option beside -P takes the place of what -P allows: name both.
    return `-P lets Drover write only in its own folder; choose a ${kind} there, or start with ${
      startedBy().replace(" -P ", " -P --allow-write=. ")
        .replace(
          "--allow-write=.",
          (flag) => `${flag},${quoted(resolve(path))}`,
        )
    } ...`;
  }
  if (
    kind === "folder" &&
    (error instanceof Deno.errors.AlreadyExists ||
      error instanceof Deno.errors.NotADirectory)
  ) {
    return "it is a file, or in one, where a folder should be; name another folder";
  }
  return error instanceof Error ? error.message : String(error);
}
