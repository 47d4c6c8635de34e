import { ByteWriter } from "./byte_writer.ts";
import { hashOf } from "./hash.ts";
import { toHex } from "./hex.ts";

/**
 * Names one feed: 32 hexadecimal digits, the first 16 bytes of
 * SHA-256("drover feed" ‖ public key ‖ incarnation as u64 little-endian).
 */
export type FeedId = string;

/** The feed of an identity in one incarnation. Every start of a peer is a new incarnation, so a copied directory forks nothing. */
export function feedIdOf(publicKey: Uint8Array, incarnation: number): FeedId {
  const number = new ByteWriter(8).u64(incarnation).finish();
  return toHex(hashOf("drover feed", publicKey, number).subarray(0, 16));
}
