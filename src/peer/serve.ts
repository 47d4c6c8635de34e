import {
  feedIdBytes,
  feedIdFrom,
  frameOfUpdate,
  type Replica,
} from "../replica/mod.ts";

/** Bytes of updates in one answer; whoever lacks more asks again. */
const ANSWER_BYTES = 32 * 2 ** 20;

/** Bytes of a request: one count of admitted entries for each feed known. */
export function encodeRequest(
  counts: ReadonlyMap<string, number>,
  snapshotWelcome: boolean,
): Uint8Array {
  const bytes = new Uint8Array(1 + counts.size * 20);
  const view = new DataView(bytes.buffer);
  bytes[0] = snapshotWelcome ? 1 : 0;
  let at = 1;
  for (const [feed, count] of counts) {
    bytes.set(feedIdBytes(feed), at);
    view.setUint32(at + 16, count, true);
    at += 20;
  }
  return bytes;
}

/**
 * Reads a request.
 *
 * @throws {RangeError} If the length is not that of a request
 */
function decodeRequest(
  bytes: Uint8Array,
): { counts: Map<string, number>; snapshotWelcome: boolean } {
  if (bytes.length % 20 !== 1) {
    throw new RangeError(
      `Cannot read a catch-up request of ${bytes.length} bytes: not 1 + 20 for each feed`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = new Map<string, number>();
  for (let at = 1; at < bytes.length; at += 20) {
    const feed = feedIdFrom(bytes.subarray(at, at + 16));
    counts.set(feed, view.getUint32(at + 16, true));
  }
  return { counts, snapshotWelcome: bytes[0] === 1 };
}

/**
 * What a clock lacks: the updates themselves, or a snapshot where that is smaller
 * or the updates are no longer kept.
 *
 * @throws {RangeError} If the request is malformed
 */
export function answerRequest(
  replica: Replica,
  request: Uint8Array,
): Uint8Array[] {
  const { counts, snapshotWelcome } = decodeRequest(request);
  const missing = replica.missing(counts, ANSWER_BYTES);
  if (missing === "beyond horizon") return [replica.snapshot()];
  const bytes = missing.reduce((sum, { payload }) => sum + payload.length, 0);
  if (snapshotWelcome && bytes > 8 * replica.values.length) {
    return [replica.snapshot()];
  }
  return missing.map(frameOfUpdate);
}
