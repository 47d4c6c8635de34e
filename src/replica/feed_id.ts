import { ByteWriter } from "./byte_writer.ts";
import { hashOf } from "./hash.ts";
import { toHex } from "./hex.ts";
import { feedIdFrom } from "./feed_bytes.ts";

/**
 * Names one feed: 32 hexadecimal digits, the first 16 bytes of
 * SHA-256("drover feed" ‖ public key ‖ incarnation as u64 little-endian).
 */
export type FeedId = string;

// Every header names its feed by key and incarnation; hashing those costs as much as hashing the header.
const CACHED_NAMES = 16 * 1024;
const names = new Map<string, FeedId>();

/** The feed of an identity in one incarnation. Every start of a peer is a new incarnation, so a copied directory forks nothing. */
export function feedIdOf(publicKey: Uint8Array, incarnation: number): FeedId {
  const key = `${toHex(publicKey)} ${incarnation}`;
  let name = names.get(key);
  if (name === undefined) {
    const number = new ByteWriter(8).u64(incarnation).finish();
    name = feedIdFrom(
      hashOf("drover feed", publicKey, number).subarray(0, 16),
    );
    if (names.size >= CACHED_NAMES) names.clear();
    names.set(key, name);
  }
  return name;
}
