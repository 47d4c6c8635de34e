/**
 * Compiles the AssemblyScript in `assembly/` to the module in `compiled.ts`; a
 * test holds the two against each other.
 *
 * @module
 */
import { compiledSource } from "../../training/kernels/build.ts";

const TARGET = new URL("./compiled.ts", import.meta.url);

/** What it says in `compiled.ts`. */
export function compressionKernelSource(): Promise<string> {
  const sources = new URL("./assembly/", import.meta.url);
  return compiledSource(sources, { SIMD: ["simd"] });
}

if (import.meta.main) {
  Deno.writeTextFileSync(TARGET, await compressionKernelSource());
}
