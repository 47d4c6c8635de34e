import { feedIdBytes, feedIdFrom } from "../replica/mod.ts";
import type { Resume } from "./snapshot_copies.ts";

/** Bytes of one feed's count. */
const ENTRY = 20;

/** Bytes of chunk and number of feeds. */
const FRONT = 8;

/** Bytes of a request that say where an earlier transfer broke off. */
export function encodeResume({ counts, chunk }: Resume): Uint8Array {
  const bytes = new Uint8Array(FRONT + ENTRY * counts.size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, chunk, true);
  view.setUint32(4, counts.size, true);
  let at = FRONT;
  for (const [feed, count] of counts) {
    bytes.set(feedIdBytes(feed), at);
    view.setUint32(at + 16, count, true);
    at += ENTRY;
  }
  return bytes;
}

/**
 * Reads where an earlier transfer broke off.
 *
 * @returns that, and the bytes after it
 * @throws {RangeError} If there are too few bytes
 */
export function decodeResume(
  bytes: Uint8Array,
): { resume: Resume; rest: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = bytes.length < FRONT ? Infinity : view.getUint32(4, true);
  const end = FRONT + ENTRY * size;
  if (end > bytes.length) {
    throw new RangeError(
      `Cannot read a catch-up request: it names ${size} feeds in ${bytes.length} bytes`,
    );
  }
  const counts = new Map<string, number>();
  for (let at = FRONT; at < end; at += ENTRY) {
    const feed = feedIdFrom(bytes.subarray(at, at + 16));
    counts.set(feed, view.getUint32(at + 16, true));
  }
  const chunk = view.getUint32(0, true);
  return { resume: { counts, chunk }, rest: bytes.subarray(end) };
}
