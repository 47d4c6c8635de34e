import { createHash } from "node:crypto";

/**
 * SHA-256 of the parts, one after the other (text as UTF-8). Parts are not delimited: callers start with a
 * fixed tag and use fixed lengths for all but the last part.
 */
export function hashOf(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
