// Forward and gradients of common models in ms, beside TensorFlow.js as it is
// shipped and PyTorch with one thread (if python3 has torch; $PYTHON names
// another interpreter).
// Run: deno task bench training [--json] [--profile] [--blas] [--ms N] [NAME …]
import { parseArgs } from "@std/cli/parse-args";
import { WORKLOADS } from "./training/models.ts";

interface Measured {
  least?: number;
  median?: number;
  steps?: number;
  error?: string;
  kernels?: Record<string, { calls: number; ms: number }>;
}

const options = parseArgs(Deno.args, {
  boolean: ["json", "profile", "blas"],
  string: ["ms"],
});
const budget = String(options.ms ?? 1500);
const wanted = WORKLOADS.filter(({ name }) =>
  options._.length === 0 ||
  options._.some((part: string | number) => name.includes(String(part)))
);
const columns = [
  "wasm",
  ...options.blas ? ["blas"] : [],
  "stock",
  "cpu",
  "torch",
];

async function run(command: string, args: string[]): Promise<Measured> {
  const where = new URL("./training/", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: where,
    env: { OPENBLAS_NUM_THREADS: "1" },
  }).output();
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
  try {
    return JSON.parse(line);
  } catch {
    const text = new TextDecoder().decode(stderr).trim().split("\n");
    return { error: text.at(-1) ?? "failed" };
  }
}

function measure(column: string, name: string): Promise<Measured> {
  if (column === "torch") {
    const python = Deno.env.get("PYTHON") ?? "python3";
    return run(python, ["reference.py", name, budget]).catch((cause) => ({
      error: String(cause.message),
    }));
  }
  const file = column === "blas" ? ["--allow-ffi"] : [];
  const profile = options.profile && column !== "stock" && column !== "cpu";
  return run(Deno.execPath(), [
    "run",
    "-P=test",
    ...file,
    "measure.ts",
    column,
    name,
    budget,
    ...profile ? ["profile"] : [],
  ]);
}

if (!options.json) {
  console.log(
    "Least ms of forward and gradients (ratio to PyTorch, one thread)",
  );
  console.log(
    "".padEnd(17) + columns.map((column) => column.padStart(18)).join(""),
  );
}
for (const { name } of wanted) {
  const row: Record<string, Measured> = {};
  for (const column of columns) row[column] = await measure(column, name);
  const base = row.torch!.least;
  if (options.json) {
    console.log(JSON.stringify({ name, ...row }));
    continue;
  }
  const cell = ({ least, error }: Measured) =>
    least === undefined
      ? error!.includes("not registered") ? "cannot" : "-"
      : least.toPrecision(3) + (base ? ` (${(least / base).toFixed(2)})` : "");
  console.log(
    name.padEnd(17) +
      columns.map((column) => cell(row[column]!).padStart(18)).join(""),
  );
  for (const column of columns) {
    const { kernels, median } = row[column]!;
    if (!kernels) continue;
    const parts = Object.entries(kernels).sort(([, a], [, b]) => b.ms - a.ms);
    const inside = parts.reduce((sum, [, { ms }]) => sum + ms, 0);
    const share = (ms: number) => `${(100 * ms / median!).toFixed(0)} %`;
    console.log(
      `  ${column}: ${
        parts.slice(0, 5).map(([kernel, { ms }]) => `${kernel} ${share(ms)}`)
          .join(", ")
      }, outside of kernels ${share(Math.max(0, median! - inside))}`,
    );
  }
}
