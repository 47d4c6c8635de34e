import { join } from "@std/path";
import config from "../../deno.json" with { type: "json" };

/** Packages that only the building of kernels needs. */
const BUILDING = ["assemblyscript/asc"];

/** What goes along from Drover's folder. */
const PARTS = ["mod.ts", "LICENSE", "deno.lock", "src", "docs", "examples"];

/** What is loaded when it is wanted, beside what mod.ts imports at once. */
const LATER = [
  "src/cli/main.ts",
  "src/cli/train.ts",
  "src/cli/demo.ts",
  "src/cli/simulate.ts",
  "src/cli/reproduce.ts",
  "src/cli/doctor.ts",
  "src/doctor/mod.ts",
  "src/training/speed/speed_worker.ts",
  "src/node/mod.ts",
  "src/training/worker.ts",
];

/** How often packages are asked for. */
const TRIES = 3;

/** Endings of files in packages that a program at run time has no use for. */
const NEEDLESS = /\.(map|d\.[mc]?ts|md|markdown|flow)$/;

/**
 * Lays out in a folder what the single file holds: `drover/` with the sources,
 * `cache/` with the packages (fetched, as the lock file pins them), and the Deno
 * that runs this.
 */
export async function stage(root: string, to: string): Promise<void> {
  const drover = join(to, "drover");
  await Deno.mkdir(drover);
  for (const part of PARTS) await copy(join(root, part), join(drover, part));
  const { name, version, license, exports, compilerOptions } = config;
  const imports = Object.fromEntries(
    Object.entries(config.imports).filter(([key]) => !BUILDING.includes(key)),
  );
  await Deno.writeTextFile(
    join(drover, "deno.json"),
    JSON.stringify(
      { name, version, license, exports, imports, compilerOptions },
      null,
      2,
    ),
  );
  const examples = (await Array.fromAsync(Deno.readDir(join(root, "examples"))))
    .filter(({ isFile }) => isFile).map(({ name }) => `examples/${name}`);
  await fetchPackages(drover, join(to, "cache"), [
    "mod.ts",
    ...LATER,
    ...examples,
  ]);
  await prune(join(to, "cache", "npm"));
  await Deno.copyFile(Deno.execPath(), join(to, "deno"));
  await Deno.chmod(join(to, "deno"), 0o755);
}

async function fetchPackages(
  folder: string,
  cache: string,
  modules: string[],
): Promise<void> {
  let said = "";
  // One answer of hundreds may fail to come; what has come stays.
  for (let left = TRIES; left > 0; left--) {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["cache", "--quiet", "--no-check", ...modules],
      cwd: folder,
      env: { DENO_DIR: cache },
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return;
    said = new TextDecoder().decode(stderr);
  }
  throw new Error(`The packages cannot be fetched: ${said}`);
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copy(join(from, name), join(to, name));
  }
}

async function prune(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await prune(path);
    else if (NEEDLESS.test(name)) await Deno.remove(path);
  }
}
