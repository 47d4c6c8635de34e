import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import type { FeedHead } from "./feed_head.ts";
import { type FeedId, feedIdOf } from "./feed_id.ts";
import { hashOf } from "./hash.ts";
import { readHeader, readVersion } from "./header.ts";
import { equalBytes, toHex } from "./hex.ts";
import { FORMAT_VERSION, Kind } from "./limits.ts";

/** Two signed headers of one feed that no single chain of updates can hold. */
export interface ForkEvidence {
  /** The feed that has forked. */
  readonly feed: FeedId;
  /** The first number that they show to be forked: the feed has ended there. */
  readonly seq: number;
  /** The header with the lower number; of equal numbers that with the lower hash. */
  readonly first: FeedHead;
  /** The other. */
  readonly second: FeedHead;
}

/**
 * What two headers of one feed show. Either they have the same number and are not
 * the same, or one names another predecessor than the other. Where both name
 * different ones, the entries before them are two, too.
 *
 * @returns undefined where both may be in one chain
 */
export function forkShownBy(
  a: FeedHead,
  b: FeedHead,
): ForkEvidence | undefined {
  const [first, second] = isInOrder(a, b) ? [a, b] : [b, a];
  const seq = forkedSeq(first, second);
  if (seq === undefined) return undefined;
  const { publicKey, incarnation } = first.header;
  const isSame = equalBytes(publicKey, second.header.publicKey) &&
    incarnation === second.header.incarnation;
  if (!isSame) return undefined;
  return { feed: feedIdOf(publicKey, incarnation), seq, first, second };
}

function isInOrder(a: FeedHead, b: FeedHead): boolean {
  const order = a.header.seq - b.header.seq;
  return order === 0 ? toHex(a.hash) < toHex(b.hash) : order < 0;
}

function forkedSeq(first: FeedHead, second: FeedHead): number | undefined {
  const { seq, predecessor } = first.header;
  const next = second.header;
  if (next.seq === seq + 1) {
    return equalBytes(next.predecessor, first.hash) ? undefined : seq;
  }
  if (next.seq !== seq || equalBytes(first.hash, second.hash)) return undefined;
  const isHere = seq === 1 || equalBytes(predecessor, next.predecessor);
  return isHere ? seq : seq - 1;
}

/**
 * Whether evidence tells more than another of the same feed: it shows an earlier
 * fork, or of one at the same place what came before, which others can compare.
 */
export function tellsMore(
  evidence: ForkEvidence,
  than: ForkEvidence | undefined,
): boolean {
  if (than === undefined || evidence.seq !== than.seq) {
    return evidence.seq < (than?.seq ?? Infinity);
  }
  return namesBefore(evidence) && !namesBefore(than);
}

function namesBefore({ seq, first }: ForkEvidence): boolean {
  return first.header.seq === seq;
}

/**
 * The frame of evidence: see docs/wire-format.md.
 *
 * @param repeat how often it was told before: gossip carries equal bytes once
 */
export function encodeEvidence(
  { first, second }: ForkEvidence,
  repeat = 0,
): Uint8Array {
  return new ByteWriter(1024).u8(Kind.evidence).u8(FORMAT_VERSION)
    .u8(repeat & 0xff).raw(first.headerBytes).raw(second.headerBytes).finish();
}

/**
 * Reads {@linkcode encodeEvidence}'s bytes. Signatures are not checked here.
 *
 * @throws {WireError} if they are malformed, or show no fork
 */
export function decodeEvidence(bytes: Uint8Array): ForkEvidence {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== Kind.evidence) {
    throw new WireError("Cannot read evidence: another kind of frame");
  }
  readVersion(reader);
  reader.u8();
  const first = readHead(bytes, reader);
  const second = readHead(bytes, reader);
  reader.end();
  const evidence = forkShownBy(first, second);
  if (evidence === undefined || evidence.first !== first) {
    throw new WireError(
      "Cannot read evidence: its two headers, in this order, show no fork",
    );
  }
  return evidence;
}

function readHead(bytes: Uint8Array, reader: ByteReader): FeedHead {
  const start = reader.offset;
  const header = readHeader(reader);
  const headerBytes = new Uint8Array(bytes.subarray(start, reader.offset));
  return { header, headerBytes, hash: hashOf(headerBytes) };
}
