import {
  bytesOf,
  type FeedId,
  feedIdBytes,
  feedIdFrom,
  type Held,
  type Replica,
  segmentFrames,
} from "../replica/mod.ts";

/** Bytes of updates in one answer; whoever lacks more asks again. */
const ANSWER_BYTES = 32 * 2 ** 20;

/** Bytes for each feed: its name, how many entries are here, and since which all of them. */
const ENTRY = 24;

/** Bytes of a request: what this peer has of each feed known. */
export function encodeRequest(
  held: ReadonlyMap<FeedId, Held>,
  snapshotWelcome: boolean,
): Uint8Array {
  const bytes = new Uint8Array(1 + held.size * ENTRY);
  const view = new DataView(bytes.buffer);
  bytes[0] = snapshotWelcome ? 1 : 0;
  let at = 1;
  for (const [id, { count, since }] of held) {
    bytes.set(feedIdBytes(id), at);
    view.setUint32(at + 16, count, true);
    view.setUint32(at + 20, since, true);
    at += ENTRY;
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
): { held: Map<FeedId, Held>; snapshotWelcome: boolean } {
  if (bytes.length % ENTRY !== 1) {
    throw new RangeError(
      `Cannot read a catch-up request of ${bytes.length} bytes: not 1 + ${ENTRY} for each feed`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const held = new Map<FeedId, Held>();
  for (let at = 1; at < bytes.length; at += ENTRY) {
    held.set(feedIdFrom(bytes.subarray(at, at + 16)), {
      count: view.getUint32(at + 16, true),
      since: view.getUint32(at + 20, true),
    });
  }
  return { held, snapshotWelcome: bytes[0] === 1 };
}

/**
 * What a clock lacks: the updates themselves, sums of those that are no longer kept
 * one by one, or a snapshot where that is smaller or all that is left.
 *
 * @throws {RangeError} If the request is malformed
 */
export function answerRequest(
  replica: Replica,
  request: Uint8Array,
): Uint8Array[] {
  const { held, snapshotWelcome } = decodeRequest(request);
  const missing = replica.missing(held, ANSWER_BYTES);
  if (missing === "beyond horizon") return [replica.snapshot()];
  const bytes = missing.reduce((sum, segment) => sum + bytesOf(segment), 0);
  if (snapshotWelcome && bytes > 8 * replica.values.length) {
    return [replica.snapshot()];
  }
  return missing.flatMap((segment) => [...segmentFrames(segment)]);
}
