import { statfs } from "node:fs/promises";

/**
 * Bytes that may still be written in a folder; undefined where that cannot be
 * known, such as without the permission to ask (`--allow-sys=statfs`).
 */
export async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The folder, or the nearest one above it that is there. */
export async function existing(path: string): Promise<string> {
  for (let at = path;;) {
    try {
      if ((await Deno.stat(at)).isDirectory) return at;
    } catch {
      // One further up, then.
    }
    const above = at.replace(/[\\/]*[^\\/]*[\\/]*$/, "");
    if (above === "" || above === at) return at.startsWith("/") ? "/" : ".";
    at = above;
  }
}
