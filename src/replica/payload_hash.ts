import { hashOf } from "./hash.ts";
import { equalBytes } from "./hex.ts";
import { PAYLOAD_CHUNK } from "./limits.ts";
import type { Update } from "./update.ts";

/** Bytes of a SHA-256. */
const HASH = 32;

// Updates whose payload is known to have the hash that the header names, and the hashes of its chunks. In one process
// (a simulation, or a publisher's own update) objects are passed by reference, and hashing megabytes again would be
// most of the cost.
const intact = new WeakMap<Update, Uint8Array>();

/** How many chunks a payload of so many bytes has: none where it is empty. */
export function chunkCount(payloadLength: number): number {
  return Math.ceil(payloadLength / PAYLOAD_CHUNK);
}

/**
 * SHA-256 of each chunk of a payload, one after the other: 32 bytes for every 64 KiB begun. Its own hash is what a
 * header signs, so that each chunk can be verified by itself as it comes (a hash tree of one level: Merkle, 1987).
 */
export function chunkHashes(payload: Uint8Array): Uint8Array {
  const hashes = new Uint8Array(HASH * chunkCount(payload.length));
  for (let i = 0, at = 0; at < payload.length; i++, at += PAYLOAD_CHUNK) {
    hashes.set(hashOf(payload.subarray(at, at + PAYLOAD_CHUNK)), HASH * i);
  }
  return hashes;
}

/** Says that the payload of an update has chunks with these hashes, of which the header names the hash. */
export function vouch(update: Update, hashes: Uint8Array): void {
  intact.set(update, hashes);
}

/** Whether the payload has the hash that the header names; found out once. */
export function hasHash(update: Update): boolean {
  if (intact.has(update)) return true;
  const hashes = chunkHashes(update.payload);
  if (!equalBytes(hashOf(hashes), update.header.payloadHash)) return false;
  intact.set(update, hashes);
  return true;
}

/** The hashes of the chunks of an update's payload; found out once. */
export function hashesOf(update: Update): Uint8Array {
  return intact.get(update) ?? chunkHashes(update.payload);
}
