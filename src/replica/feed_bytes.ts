import type { FeedId } from "./feed_id.ts";
import { equalBytes, fromHex, toHex } from "./hex.ts";

// Headers name feeds by the dozen. Their texts are made once: equal names are then
// the same string, which compares and looks up in no time.
const CACHED = 16 * 1024;
const known = new Map<number, { id: FeedId; bytes: Uint8Array }>();
const bytesOf = new Map<FeedId, Uint8Array>();

/** The feed that 16 bytes name. */
export function feedIdFrom(bytes: Uint8Array): FeedId {
  // 48 of 128 bits find it; all are compared.
  let key = 0;
  for (let i = 0; i < 6; i++) key = key * 256 + bytes[i]!;
  const found = known.get(key);
  if (found !== undefined && equalBytes(found.bytes, bytes)) return found.id;
  const id = toHex(bytes);
  if (known.size >= CACHED) known.clear();
  known.set(key, { id, bytes: new Uint8Array(bytes) });
  return id;
}

/** The 16 bytes that name a feed; not to be changed. */
export function feedIdBytes(id: FeedId): Uint8Array {
  let bytes = bytesOf.get(id);
  if (bytes === undefined) {
    bytes = fromHex(id);
    if (bytesOf.size >= CACHED) bytesOf.clear();
    bytesOf.set(id, bytes);
  }
  return bytes;
}
