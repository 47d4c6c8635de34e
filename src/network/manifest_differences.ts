import type { JsonObject } from "./types.ts";

/** How many characters of a value to show. */
const SHOWN = 60;

/** How many digits of a hash to show: as many as elsewhere. */
const DIGITS = 12;

/** How many characters of a field's path: keys, too, are what a stranger sent. */
const PATH = 100;

/**
 * Says where two manifests differ, one line for each differing field: first those
 * whose values a person can read, then those of which the manifest holds a hash, with
 * as much of it as two people can compare by word of mouth; each sorted by path.
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
    const isHashed = isHash(here) || isHash(there);
    const shown = isHashed ? showHash : show;
    const line = `${field}: ${shown(here)} here, ${shown(there)} there`;
    (isHashed ? lines.hashes : lines.values).push(line);
  }
}

/** SHA-256 in hex, of which the beginning tells enough. */
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

/** Where one side has a hash, null on the other is that there is nothing to hash. */
function showHash(value: unknown): string {
  return value == null
    ? "absent"
    : isHash(value)
    ? String(value).slice(0, DIGITS)
    : show(value);
}
