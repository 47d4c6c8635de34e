/**
 * The exact, order-free sum that every peer keeps, and all that makes it trustworthy: feeds (logs of signed updates),
 * the clock, admission, fingerprints, snapshots, and the wire format of docs/wire-format.md.
 *
 * @module
 */
export {
  type Admission,
  type AdmissionRules,
  admit,
  admitNext,
  type FeedTail,
} from "./admission.ts";
export type {
  Codec,
  CodecSpec,
  Encoded,
  Float32Spec,
  Int8Spec,
  TopKSpec,
} from "../compression/mod.ts";
export {
  type Announcement,
  announcementOf,
  chunkRange,
  decodeAnnouncement,
  encodeAnnouncement,
  isChunk,
} from "./announcement.ts";
export { Clock, type ClockEntry } from "./clock.ts";
export {
  DivergedError,
  type Divergence,
  ManifestError,
  PayloadError,
  SnapshotError,
  WireError,
} from "./errors.ts";
export { Feed, type FeedEnd } from "./feed.ts";
export type { FeedHead, MemoryUse } from "./feed_head.ts";
export { type FeedId, feedIdOf } from "./feed_id.ts";
export type { FeedLimits, Held, Received } from "./feeds.ts";
export {
  FeedWriter,
  type FeedWriterOptions,
  type UpdateContent,
} from "./feed_writer.ts";
export { Fingerprint } from "./fingerprint.ts";
export {
  decodeEvidence,
  encodeEvidence,
  type ForkEvidence,
  forkShownBy,
  tellsMore,
} from "./fork_evidence.ts";
export { Forks, type ForksParts } from "./forks.ts";
export { gridValues } from "./grid.ts";
export { hashOf } from "./hash.ts";
export { hashOfValues } from "./hash_of_values.ts";
export { equalBytes, fromHex, toHex } from "./hex.ts";
export {
  type Signer,
  signerFromSeed,
  type Verify,
  verifySignature,
} from "./identity.ts";
export { keptSegments } from "./kept_segments.ts";
export { type Layout, layoutLength } from "./layout.ts";
export {
  canonicalJson,
  type Json,
  type Manifest,
  manifestHash,
} from "./manifest.ts";
export {
  addPayload,
  checkPayload,
  decodePayload,
  encodePayload,
  payloadCodec,
  type PayloadOptions,
} from "./payload.ts";
export {
  bytesOf,
  endOf,
  isRangeSum,
  type RangeSum,
  type Segment,
  startOf,
} from "./range_sum.ts";
export {
  joinSegments,
  type RangeSumHead,
  segmentFrames,
} from "./range_sum_frames.ts";
export { Replica, type ReplicaOptions } from "./replica.ts";
export type { ReceivedSum } from "./splice.ts";
export type {
  ClockCount,
  Status,
  StatusFields,
  StatusFlags,
  Validation,
} from "./status.ts";
export { decodeStatus, encodeStatus, verifyStatus } from "./status_frame.ts";
export { isSigned } from "./signed_head.ts";
export { takeBack } from "./take_back.ts";
export {
  type PreviousFeed,
  unitsOf,
  type Update,
  type UpdateFields,
  type UpdateHeader,
} from "./update.ts";
export {
  decodeFrame,
  decodeHeader,
  type DecodeOptions,
  decodeUpdate,
  encodeUpdate,
  type Frame,
  frameOfUpdate,
  updateOf,
  verifyHeader,
} from "./wire.ts";
export {
  CHUNK,
  DEFAULT_MAX_ABS,
  FORMAT_VERSION,
  INLINE,
  PAYLOAD_CHUNK,
} from "./limits.ts";
export { chunkCount, chunkHashes } from "./payload_hash.ts";
export { feedIdBytes, feedIdFrom } from "./feed_bytes.ts";
export {
  checkSnapshotHead,
  joinSnapshot,
  type Snapshot,
  snapshotFrames,
} from "./snapshot.ts";
export type { SnapshotHead } from "./snapshot_head.ts";
export {
  Assembler,
  chunksOf,
  encodeValues,
  type ValuesChunk,
  valuesFrames,
} from "./values.ts";
