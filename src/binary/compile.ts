/**
 * Makes one file of Drover, Deno and all packages: `deno task compile`. It runs
 * on machines of the same system that have neither Deno nor a network.
 *
 * Deno's own `deno compile` fetches a second runtime, and what it makes cannot
 * load a task whose packages it has not seen. Here the very Deno that runs this
 * goes along, and a task file may import whatever Deno can.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { bytes } from "../telemetry/words/format.ts";
import { pack } from "./pack.ts";
import { stage } from "./stage.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/**
 * Writes the file.
 *
 * @param to Its path
 * @returns Its size in bytes
 */
export async function compile(to: string): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "drover-compile-" });
  try {
    await stage(ROOT, folder);
    return await pack(folder, to);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const to = Deno.args[0] ?? join(ROOT, "bin", "drover");
  const size = await compile(to);
  console.log(`${to}: ${bytes(size)}; it needs nothing else`);
}
