/**
 * Compiles the AssemblyScript in `assembly/` to the modules in `compiled.ts`.
 * The compiler is deterministic, so a test can hold the two against each other.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const SOURCES = new URL("./assembly/", import.meta.url);
const TARGET = new URL("./compiled.ts", import.meta.url);

/** Features of the two modules; the engine takes the best that it knows. */
const BUILDS = {
  SIMD: ["simd"],
  RELAXED_SIMD: ["simd", "relaxed-simd"],
};

/**
 * What it says in `compiled.ts`.
 *
 * @param sources folder with a `mod.ts`
 * @param builds for each name, the features that the engine must know
 */
export async function compiledSource(
  sources: URL = SOURCES,
  builds: Record<string, string[]> = BUILDS,
): Promise<string> {
  const parts = [
    "// Compiled from assembly/ by `deno task build`; do not edit.\n",
  ];
  for (const [name, features] of Object.entries(builds)) {
    const lines = base64(await compile(sources, features)).match(/.{1,76}/g)!;
    parts.push(
      `/** WebAssembly with ${features.join(" and ")}, base64. */\n` +
        `export const ${name} = \`\n${lines.join("\n")}\n\`;\n`,
    );
  }
  return parts.join("\n");
}

async function compile(
  sources: URL,
  features: string[],
): Promise<Uint8Array> {
  let binary: Uint8Array | null = null;
  const { error, stderr } = await asc.main([
    "mod.ts",
    ...["--outFile", "out.wasm", "--runtime", "stub", "--importMemory"],
    ...["-O3", "--noAssert", "--zeroFilledMemory"],
    ...features.flatMap((feature) => ["--enable", feature]),
  ], {
    readFile: (name: string) => {
      try {
        return Deno.readTextFileSync(new URL(name, sources));
      } catch {
        return null;
      }
    },
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (contents instanceof Uint8Array) binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === null) {
    throw new Error(`Cannot compile the kernels:\n${stderr}`);
  }
  return binary;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
}

if (import.meta.main) {
  Deno.writeTextFileSync(TARGET, await compiledSource());
}
