import type { JsonObject } from "./types.ts";

/** How many characters of a value to show. */
const SHOWN = 60;

/** How many characters of a field's path: keys, too, are what a stranger sent. */
const PATH = 100;

/**
 * Says where two manifests differ, one line for each differing field: first those
 * whose values a person can read, then those of which the manifest holds a hash,
 * each sorted by path.
 *
 * @example
 * ```ts
 * import { manifestDifferences } from "./manifest_differences.ts";
 *
 * manifestDifferences(
 *   { task: "digits", optimizer: { learningRate: 0.1 } },
 *   { task: "digits", optimizer: { learningRate: 0.05 } },
 * ); // ["optimizer.learningRate: 0.1 here, 0.05 there"]
 * ```
 *
 * @param here Our manifest.
 * @param there The other peer's.
 */
export function manifestDifferences(
  here: JsonObject,
  there: JsonObject,
): string[] {
  const lines: Lines = { values: [], hashes: [] };
  compare(here, there, "", lines, 0);
  return [...lines.values, ...lines.hashes];
}

interface Lines {
  values: string[];
  hashes: string[];
}

function compare(
  here: unknown,
  there: unknown,
  path: string,
  lines: Lines,
  depth: number,
): void {
  // The other manifest is whatever a stranger sent: nesting is bounded.
  if (depth < 32 && isTree(here) && isTree(there)) {
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    for (const key of [...keys].sort()) {
      const field = Array.isArray(here)
        ? `${path}[${key}]`
        : path === ""
        ? key
        : `${path}.${key}`;
      compare(own(here, key), own(there, key), field, lines, depth + 1);
    }
  } else if (JSON.stringify(here) !== JSON.stringify(there)) {
    const field = path.length <= PATH ? path : `${path.slice(0, PATH)}…`;
    if (!isHash(here) && !isHash(there)) {
      lines.values.push(`${field}: ${show(here)} here, ${show(there)} there`);
      return;
    }
    const absent = here == null
      ? "absent here"
      : there == null
      ? "absent there"
      : "not the same";
    lines.hashes.push(`${field}: ${absent}`);
  }
}

/** SHA-256 in hex: a line of it would tell a person nothing. */
function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function own(tree: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

function show(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
