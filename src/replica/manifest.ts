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
