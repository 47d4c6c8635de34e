import { join } from "@std/path";
import { ModelFileError } from "./errors.ts";

/**
 * Writes files into a directory, made if need be: all under temporary names
 * first, flushed to disk, then renamed, so that nobody ever reads half a file
 * and a failure leaves what was there.
 *
 * @returns The paths written, in the order given
 * @throws {ModelFileError} where the directory cannot be written to.
 */
export async function writeFiles(
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string[]> {
  const suffix = `.${crypto.randomUUID()}.tmp`;
  const paths = [...files.keys()].map((name): string => join(directory, name));
  try {
    await Deno.mkdir(directory, { recursive: true });
    for (const [i, bytes] of [...files.values()].entries()) {
      await writeDurably(paths[i]! + suffix, bytes);
    }
    for (const path of paths) await Deno.rename(path + suffix, path);
  } catch (cause) {
    for (const path of paths) {
      await Deno.remove(path + suffix).catch(() => {}); // renamed already, or never made
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(
      `Cannot save the model in ${directory}: ${why}; choose a directory that this process may write to`,
      { cause },
    );
  }
  return paths;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.sync();
}
