import { hashOf } from "./hash.ts";
import { toHex } from "./hex.ts";

/** Hex SHA-256 of values as float64, little-endian. */
export function hashOfValues(values: Float64Array): string {
  const { buffer, byteOffset, byteLength } = values;
  return toHex(hashOf(new Uint8Array(buffer, byteOffset, byteLength)));
}
