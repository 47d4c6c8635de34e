import { fromFileUrl, relative } from "@std/path";
import { binary, readVariable } from "./binary.ts";

/** A set of permissions: what a peer needs, or what it takes to start processes, too. */
export type Permissions = "default" | "demo";

/** What there is to know of how this process was started. */
export interface Start {
  /** URL of Drover's mod.ts. */
  module: string;
  /** The folder that it was started in. */
  folder: string;
  /** Path of the Deno that runs it. */
  deno: string;
  /** Deno's version. */
  version: string;
  /** Path of the single file that Drover runs from, where it is one. */
  binary?: string | undefined;
  /** Where a shell looks for commands: folders, with colons between. */
  path?: string | undefined;
}

/** What mod.ts needs where there is no deno.json beside it that says so. */
export const FLAGS: Readonly<Record<Permissions, string>> = {
  default: "--allow-net --allow-env --allow-sys --allow-read --allow-write=.",
  demo:
    "--allow-net --allow-env --allow-sys --allow-read --allow-write=. --allow-run",
};

/**
 * What a person types, before a command, to start Drover as it was started now:
 * all messages name commands by it.
 *
 * @param permissions Those that the command needs; see deno.json
 *
 * @example
 * ```ts ignore
 * `${startedBy()} doctor`; // "deno run -P mod.ts doctor"
 * ```
 */
export function startedBy(permissions: Permissions = "default"): string {
  return wordsOf({
    module: new URL("../../../mod.ts", import.meta.url).href,
    folder: Deno.cwd(),
    deno: Deno.execPath(),
    version: Deno.version.deno,
    binary: binary(),
    path: readVariable("PATH"),
  }, permissions);
}

/** See {@linkcode startedBy}. */
export function wordsOf(
  { module, folder, deno, version, binary, path = "" }: Start,
  permissions: Permissions = "default",
): string {
  if (binary !== undefined) {
    const [, home, name] = /^(.*)\/([^/]*)$/.exec(binary) ?? [];
    if (home !== undefined && path.split(":").includes(home)) return name!;
    return quoted(
      binary.startsWith(`${folder}/`)
        ? `.${binary.slice(folder.length)}`
        : binary,
    );
  }
  // npx keeps what it fetched in a folder of this name, and puts it in no path.
  const program = /[\\/]_npx[\\/]/.test(deno)
    ? `npx -y deno@${version}`
    : "deno";
  if (!module.startsWith("file:")) {
    return `${program} run ${FLAGS[permissions]} ${module}`;
  }
  const flag = permissions === "default" ? "-P" : `-P=${permissions}`;
  const file: string = relative(folder, fromFileUrl(module));
  return `${program} run ${flag} ${quoted(file)}`;
}

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
  return /[^\w./:@%+=,\\-]/.test(word)
    ? `'${word.replaceAll("'", `'\\''`)}'`
    : word;
}
