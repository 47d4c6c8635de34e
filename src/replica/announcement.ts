import { ByteReader } from "./byte_reader.ts";
import { WireError } from "./errors.ts";
import type { FeedId } from "./feed_id.ts";
import { hashOf } from "./hash.ts";
import { equalBytes } from "./hex.ts";
import { FORMAT_VERSION, Kind, PAYLOAD_CHUNK } from "./limits.ts";
import { chunkCount, hashesOf } from "./payload_hash.ts";
import { readHead } from "./read_head.ts";
import { readVersion } from "./header.ts";
import type { Update, UpdateHeader } from "./update.ts";

/** Bytes before the header. */
const FRONT = 2;

/** Bytes of a SHA-256. */
const HASH = 32;

/**
 * An update without its payload, and what is needed to verify that chunk by chunk as it comes, from whomever. The
 * publisher signs nothing but the header, which names the hash of `chunks`. Treat it as immutable.
 */
export interface Announcement {
  /** The feed that the header names. */
  readonly feed: FeedId;
  /** The decoded header. Its payload is not empty. */
  readonly header: UpdateHeader;
  /** Kind, version, fields and signature: what successors refer to. Look at the signature with `verifyHeader()`. */
  readonly headerBytes: Uint8Array;
  /** SHA-256 of `headerBytes`. */
  readonly hash: Uint8Array;
  /** SHA-256 of each chunk of the payload, one after the other; their hash is the header's `payloadHash`. */
  readonly chunks: Uint8Array;
}

/**
 * What to tell others of an update whose payload they are to pull.
 *
 * @throws {RangeError} if it has no payload
 */
export function announcementOf(update: Update): Announcement {
  const { feed, header, headerBytes, hash } = update;
  if (header.payloadLength === 0) {
    throw new RangeError(
      `Cannot announce update ${header.seq} of feed ${feed}: it has no payload to pull`,
    );
  }
  return { feed, header, headerBytes, hash, chunks: hashesOf(update) };
}

/** Kind, version, header, hashes. */
export function encodeAnnouncement(
  { headerBytes, chunks }: Announcement,
): Uint8Array {
  const frame = new Uint8Array(FRONT + headerBytes.length + chunks.length);
  frame[0] = Kind.announcement;
  frame[1] = FORMAT_VERSION;
  frame.set(headerBytes, FRONT);
  frame.set(chunks, FRONT + headerBytes.length);
  return frame;
}

/**
 * Reads an announcement from anyone. Copies what it keeps. That the hashes are those that the header names is checked;
 * the header's signature is not.
 *
 * @throws {WireError} on anything malformed
 */
export function decodeAnnouncement(bytes: Uint8Array): Announcement {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== Kind.announcement) {
    throw new WireError("Cannot read announcement: it is another kind");
  }
  readVersion(reader);
  const { feed, head } = readHead(bytes, reader);
  const { header } = head;
  const count = chunkCount(header.payloadLength);
  if (count === 0 || reader.left !== HASH * count) {
    throw new WireError(
      `Cannot read announcement: ${reader.left} bytes of hashes for ${header.payloadLength} bytes of payload`,
    );
  }
  const chunks = reader.raw(HASH * count);
  if (!equalBytes(hashOf(chunks), header.payloadHash)) {
    throw new WireError(
      "Cannot read announcement: its hashes are not those that the header names",
    );
  }
  return { feed, ...head, chunks };
}

/** Whether bytes are the chunk with an index, from 0, of the payload that was announced. */
export function isChunk(
  { header, chunks }: Announcement,
  index: number,
  bytes: Uint8Array,
): boolean {
  const { start, end } = chunkRange(header.payloadLength, index);
  return end > start && bytes.length === end - start &&
    equalBytes(
      hashOf(bytes),
      chunks.subarray(HASH * index, HASH * (index + 1)),
    );
}

/** Where the chunk with an index, from 0, lies in a payload of so many bytes; empty beyond its end. */
export function chunkRange(
  payloadLength: number,
  index: number,
): { start: number; end: number } {
  const start = Math.min(payloadLength, index * PAYLOAD_CHUNK);
  return { start, end: Math.min(payloadLength, start + PAYLOAD_CHUNK) };
}
