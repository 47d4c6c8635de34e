import { type Announcement, decodeAnnouncement } from "./announcement.ts";
import { ByteReader } from "./byte_reader.ts";
import { WireError } from "./errors.ts";
import { feedIdOf } from "./feed_id.ts";
import { decodeEvidence, type ForkEvidence } from "./fork_evidence.ts";
import { hashOf } from "./hash.ts";
import { readHeader, writeHeader } from "./header.ts";
import type { Signer, Verify } from "./identity.ts";
import { Kind } from "./limits.ts";
import { chunkHashes, hasHash, vouch } from "./payload_hash.ts";
import { signBytes, verifyBytes } from "./signing.ts";
import type { Status } from "./status.ts";
import { decodeStatus } from "./status_frame.ts";
import { decodeRangeSumHead, type RangeSumHead } from "./range_sum_frames.ts";
import { decodeSnapshotHead, type SnapshotHead } from "./snapshot_head.ts";
import type { Update, UpdateFields, UpdateHeader } from "./update.ts";
import { decodeValues, type ValuesChunk } from "./values.ts";

/** What a frame holds. */
export type Frame =
  | { readonly kind: "update"; readonly update: Update }
  /** An update whose payload is to be pulled. */
  | { readonly kind: "announcement"; readonly announcement: Announcement }
  | { readonly kind: "status"; readonly status: Status }
  /** Two headers that show a fork. */
  | { readonly kind: "evidence"; readonly evidence: ForkEvidence }
  /** The head of a snapshot; its values follow. Over a stream only. */
  | { readonly kind: "snapshot"; readonly head: SnapshotHead }
  /** The head of a range sum; its values follow. Over a stream only. */
  | { readonly kind: "range-sum"; readonly head: RangeSumHead }
  /** Values of what the head before named. Over a stream only. */
  | { readonly kind: "values"; readonly chunk: ValuesChunk };

/**
 * Signs an update.
 *
 * @throws {RangeError} for a field outside the range of its place in the header
 */
export function encodeUpdate(
  fields: UpdateFields,
  payload: Uint8Array,
  signer: Signer,
  manifestHash: Uint8Array,
): Update {
  const hashes = chunkHashes(payload);
  const header: UpdateHeader = {
    ...fields,
    publicKey: signer.publicKey,
    payloadLength: payload.length,
    payloadHash: hashOf(hashes),
  };
  if (
    header.seq < 1 || (header.previousFeed !== undefined && header.seq !== 1)
  ) {
    throw new RangeError(
      `Cannot encode update ${header.seq}: numbers start at 1, and only the first names a previous feed`,
    );
  }
  const body = writeHeader(header);
  const headerBytes = signBytes(body, {
    tag: "drover/1 update",
    signer,
    manifestHash,
  });
  const feed = feedIdOf(header.publicKey, header.incarnation);
  const update = {
    feed,
    header,
    headerBytes,
    hash: hashOf(headerBytes),
    payload,
  };
  vouch(update, hashes);
  return update;
}

/** Where the payload begins: aligned, so that it can be read as float32 where it lies. */
function payloadOffset(headerLength: number): number {
  return Math.ceil(headerLength / 8) * 8;
}

/** Header bytes, zeros up to a multiple of 8, payload. */
export function frameOfUpdate(update: Update): Uint8Array {
  const offset = payloadOffset(update.headerBytes.length);
  const frame = new Uint8Array(offset + update.payload.length);
  frame.set(update.headerBytes);
  frame.set(update.payload, offset);
  return frame;
}

/** How a frame is read. */
export interface DecodeOptions {
  /**
   * The buffer is the reader's from now on and will not change: the payload then stays where it is, which saves a copy
   * that costs more than adding it to the model.
   */
  readonly owned?: boolean;
}

/**
 * Reads a frame from anyone. Copies what it keeps, unless the buffer is handed over; never allocates more than the
 * frame's own length. Neither signature nor payload hash is checked here: that is admission.
 *
 * @throws {WireError} on anything malformed, and on nothing else
 */
export function decodeFrame(
  bytes: Uint8Array,
  { owned = false }: DecodeOptions = {},
): Frame {
  if (bytes.length === 0) throw new WireError("Cannot read frame: it is empty");
  if (bytes[0] === Kind.status) {
    return { kind: "status", status: decodeStatus(bytes) };
  }
  if (bytes[0] === Kind.announcement) {
    return { kind: "announcement", announcement: decodeAnnouncement(bytes) };
  }
  if (bytes[0] === Kind.evidence) {
    return { kind: "evidence", evidence: decodeEvidence(bytes) };
  }
  if (bytes[0] === Kind.values) {
    return { kind: "values", chunk: decodeValues(bytes, owned) };
  }
  if (bytes[0] === Kind.snapshot) {
    return { kind: "snapshot", head: decodeSnapshotHead(bytes) };
  }
  if (bytes[0] === Kind.rangeSum) {
    return { kind: "range-sum", head: decodeRangeSumHead(bytes) };
  }
  if (bytes[0] !== Kind.update) {
    throw new WireError(`Cannot read frame: kind ${bytes[0]} is unknown`);
  }
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  const end = reader.offset;
  while (reader.offset < payloadOffset(end)) {
    if (reader.u8() !== 0) {
      throw new WireError("Cannot read frame: padding is not zero");
    }
  }
  const rest = bytes.subarray(reader.offset);
  const keep = owned && rest.byteOffset % 8 === 0;
  const payload = keep ? rest : new Uint8Array(rest);
  const headerBytes = new Uint8Array(bytes.subarray(0, end));
  return { kind: "update", update: assemble(header, headerBytes, payload) };
}

/**
 * Joins a header and a payload that travelled apart. Takes both arrays over: they must not change any more.
 *
 * @throws {WireError} if the header is malformed or names another payload length
 */
export function decodeUpdate(
  headerBytes: Uint8Array,
  payload: Uint8Array,
): Update {
  return assemble(decodeHeader(headerBytes), headerBytes, payload);
}

/**
 * Reads a header alone, for example an announcement or the head of a snapshot.
 *
 * @throws {WireError} if it is malformed
 */
export function decodeHeader(headerBytes: Uint8Array): UpdateHeader {
  const reader = new ByteReader(headerBytes);
  const header = readHeader(reader);
  reader.end();
  return header;
}

function assemble(
  header: UpdateHeader,
  headerBytes: Uint8Array,
  payload: Uint8Array,
): Update {
  if (payload.length !== header.payloadLength) {
    throw wrongLength(header, payload);
  }
  const feed = feedIdOf(header.publicKey, header.incarnation);
  return { feed, header, headerBytes, hash: hashOf(headerBytes), payload };
}

function wrongLength(header: UpdateHeader, payload: Uint8Array): WireError {
  return new WireError(
    `Cannot read update: ${payload.length} bytes of payload, the header names ${header.payloadLength}`,
  );
}

/** Whether header bytes carry their publisher's signature for this manifest. */
export function verifyHeader(
  header: UpdateHeader,
  headerBytes: Uint8Array,
  { manifestHash, verify }: { manifestHash: Uint8Array; verify: Verify },
): boolean {
  const { publicKey } = header;
  return verifyBytes(headerBytes, {
    tag: "drover/1 update",
    publicKey,
    verify,
    manifestHash,
  });
}

/**
 * The update of an announcement whose payload is here. Takes the payload over: it must not change any more.
 *
 * @param isVerified every chunk was held against its hash in the announcement as it came, so none is hashed again
 * @throws {WireError} if the payload has another length than the header names
 */
export function updateOf(
  announcement: Announcement,
  payload: Uint8Array,
  { isVerified = false }: { isVerified?: boolean } = {},
): Update {
  const { feed, header, headerBytes, hash, chunks } = announcement;
  if (payload.length !== header.payloadLength) {
    throw wrongLength(header, payload);
  }
  const update = { feed, header, headerBytes, hash, payload };
  if (isVerified) vouch(update, chunks);
  return update;
}

/** Whether the payload has the length and the hash that the header names. An update that passed once is not hashed again. */
export function isIntact(update: Update): boolean {
  return update.payload.length === update.header.payloadLength &&
    hasHash(update);
}
