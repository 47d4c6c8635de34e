import type { ByteReader } from "./byte_reader.ts";
import type { FeedHead } from "./feed_head.ts";
import { type FeedId, feedIdOf } from "./feed_id.ts";
import { hashOf } from "./hash.ts";
import { readHeader } from "./header.ts";

/**
 * Reads a header that stands for its place in a feed, where the reader is. Its
 * signature is not checked.
 *
 * @param bytes all that the reader reads
 * @throws {WireError} if it is malformed
 */
export function readHead(
  bytes: Uint8Array,
  reader: ByteReader,
): { feed: FeedId; head: FeedHead } {
  const start = reader.offset;
  const header = readHeader(reader);
  const headerBytes = new Uint8Array(bytes.subarray(start, reader.offset));
  const feed = feedIdOf(header.publicKey, header.incarnation);
  return { feed, head: { header, headerBytes, hash: hashOf(headerBytes) } };
}
