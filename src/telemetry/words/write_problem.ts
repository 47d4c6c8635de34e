import { fromFileUrl, resolve } from "@std/path";
import { binary } from "./binary.ts";
import { quoted, startedBy } from "./started_by.ts";

/** Drover's own folder. */
const ROOT = new URL("../../../", import.meta.url);

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
    const isDemo = isGranted({ name: "run" });
    const start = mayWriteToo(startedBy(isDemo ? "demo" : "default"), path);
    return `${
      whereMayWrite(ROOT, ".")
    }; choose a ${kind} there, or start with ${start} ...`;
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

/** A command line that starts Drover, with a path to which it may write besides; see `startedBy`. */
export function mayWriteToo(command: string, path: string): string {
  // An option beside -P takes the place of what -P allows: name both.
  return command.replace(/ -P(=\w+)? /, "$&--allow-write=. ")
    .replace(
      "--allow-write=.",
      (flag) => `${flag},${quoted(resolve(path))}`,
    );
}

/**
 * Where Deno lets this process write, as a sentence begins that says what to do.
 *
 * @param root URL of Drover's own folder
 * @param folder That in which the process was started
 */
export function whereMayWrite(root: URL, folder: string): string {
  const isOwn = root.protocol === "file:" && mayWrite(fromFileUrl(root));
  return !isOwn && mayWrite(folder)
    ? "Drover may write only in the folder that it is started in"
    : "-P lets Drover write only in its own folder";
}

/** Whether Deno lets this process write to a path without asking. */
export function mayWrite(path: string): boolean {
  return isGranted({ name: "write", path });
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}
