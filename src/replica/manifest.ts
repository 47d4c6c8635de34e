import { ManifestError } from "./errors.ts";
import { hashOf } from "./hash.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

/**
 * Everything two peers must agree on before their updates may be added: task name and version, optimizer,
 * schedule, variant, unit, codec, caps, topology, hash of x0, grid, seed. A plain JSON object.
 */
export type Manifest = { readonly [key: string]: Json };

/**
 * JSON with sorted keys and no spaces (RFC 8785: numbers and strings as ECMAScript writes them). Keys whose
 * value is undefined are left out.
 *
 * @throws {ManifestError} for what JSON cannot hold, with the path to it
 */
export function canonicalJson(value: unknown): string {
  return write(value, "");
}

function write(value: unknown, path: string): string {
  if (
    value === null || typeof value === "boolean" || typeof value === "string"
  ) {
    return JSON.stringify(value);
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${
      value.map((item, i) => write(item, join(path, String(i)))).join(",")
    }]`;
  }
  if (isRecord(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined)
      .sort();
    const fields = keys.map((key) =>
      `${JSON.stringify(key)}:${write(value[key], join(path, key))}`
    );
    return `{${fields.join(",")}}`;
  }
  const found = typeof value === "number" ? String(value) : typeof value;
  throw new ManifestError(
    `Cannot write ${path === "" ? "the value" : path} as JSON: it is ${found}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** SHA-256("drover manifest" ‖ canonical JSON): names the swarm's topics, and is part of whatever its peers sign. */
export function manifestHash(manifest: Manifest): Uint8Array {
  return hashOf("drover manifest", canonicalJson(manifest));
}

/**
 * Where two manifests differ, one line for each field, in order of the fields' names.
 *
 * @example
 * ```ts
 * import { manifestDifferences } from "./mod.ts";
 * const lines = manifestDifferences({ optimizer: { learningRate: 0.1 } }, { optimizer: { learningRate: 0.05 } });
 * console.assert(lines[0] === "optimizer.learningRate: 0.1 here, 0.05 there");
 * ```
 */
export function manifestDifferences(here: Manifest, there: Manifest): string[] {
  const lines: string[] = [];
  compare(here, there, "", lines);
  return lines;
}

function compare(
  here: unknown,
  there: unknown,
  path: string,
  lines: string[],
): void {
  const bothArrays = Array.isArray(here) && Array.isArray(there) &&
    here.length === there.length;
  if (bothArrays || (isRecord(here) && isRecord(there))) {
    const left = here as Record<string, unknown>;
    const right = there as Record<string, unknown>;
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    const ordered = bothArrays ? [...keys] : [...keys].sort();
    for (const key of ordered) {
      compare(own(left, key), own(right, key), join(path, key), lines);
    }
    return;
  }
  const a = show(here);
  const b = show(there);
  if (a !== b) lines.push(`${path}: ${brief(a)} here, ${brief(b)} there`);
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function show(value: unknown): string {
  return value === undefined ? "absent" : canonicalJson(value);
}

/** Long values are cut: a topology of 40 KB helps nobody. */
function brief(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
