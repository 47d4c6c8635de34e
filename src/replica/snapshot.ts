import { onGrid } from "./grid.ts";
import { DIVERGED } from "../compression/mod.ts";
import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { SnapshotError } from "./errors.ts";
import type { FeedHead } from "./feed_head.ts";
import { type FeedId, feedIdOf } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { hashOf } from "./hash.ts";
import { readHeader, readVersion } from "./header.ts";
import { equalBytes } from "./hex.ts";
import type { Verify } from "./identity.ts";
import { type Layout, layoutLength } from "./layout.ts";
import { FORMAT_VERSION, Kind, MAX_FEEDS } from "./limits.ts";
import { verifyHeader } from "./wire.ts";

/** A model with the clock it stands for. */
export interface Snapshot {
  /** The last folded entry of each feed. */
  readonly heads: ReadonlyMap<FeedId, FeedHead>;
  /** x, on the grid. */
  readonly values: Float64Array;
  /** What the caller packed with it, such as x0's loss or optimizer state. Nothing vouches for it. */
  readonly attachment: Uint8Array;
}

/** What a snapshot is checked against. */
export interface SnapshotRules {
  /** Hash of the manifest. */
  readonly manifestHash: Uint8Array;
  /** Shape of x. */
  readonly layout: Layout;
  /** How the heads' signatures are checked. */
  readonly verify: Verify;
  /** The manifest's fingerprint. */
  readonly fingerprint: Fingerprint;
  /** F(x0). */
  readonly start: bigint;
}

/** Whether bytes from a peer begin as a snapshot does; frames begin otherwise. */
export function isSnapshot(bytes: Uint8Array): boolean {
  return bytes[0] === Kind.snapshot;
}

/** Bytes of a snapshot: see docs/wire-format.md. Equal clocks give equal bytes. */
export function encodeSnapshot(
  snapshot: Snapshot,
  { manifestHash, layout }: { manifestHash: Uint8Array; layout: Layout },
): Uint8Array {
  const { heads, values, attachment } = snapshot;
  const head = new ByteWriter(64 + 320 * heads.size).u8(Kind.snapshot).u8(
    FORMAT_VERSION,
  )
    .raw(manifestHash, 32).u32(layout.trainable).u32(layout.state).u32(
      heads.size,
    );
  for (const feed of [...heads.keys()].sort()) {
    head.raw(heads.get(feed)!.headerBytes);
  }
  const front = head.u32(attachment.length).raw(attachment).finish();
  const bytes = new Uint8Array(front.length + 8 * values.length);
  bytes.set(front);
  bytes.set(
    new Uint8Array(values.buffer, values.byteOffset, 8 * values.length),
    front.length,
  );
  return bytes;
}

/**
 * Reads a snapshot from anyone and checks it against its publishers' own signed words.
 *
 * @throws {SnapshotError} if it is malformed, of another manifest or layout, off the grid, or if its values are not
 * what the heads' fingerprints add up to
 */
export function decodeSnapshot(
  bytes: Uint8Array,
  rules: SnapshotRules,
): Snapshot {
  const snapshot = parse(bytes, rules);
  snapshot.values.forEach((value, j) => {
    if (!(Math.abs(value) < DIVERGED) || !onGrid(value)) {
      throw new SnapshotError(
        `Cannot adopt snapshot: coordinate ${j} is ${value}, off the grid`,
      );
    }
  });
  let expected = rules.start;
  for (const { header } of snapshot.heads.values()) {
    expected += header.fingerprint;
  }
  if (rules.fingerprint.of(snapshot.values) !== BigInt.asUintN(64, expected)) {
    throw new SnapshotError(
      "Cannot adopt snapshot: its values are not the sum that its publishers signed; ask another peer",
    );
  }
  return snapshot;
}

function parse(bytes: Uint8Array, rules: SnapshotRules): Snapshot {
  const { layout } = rules;
  try {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== Kind.snapshot) {
      throw new SnapshotError("Cannot adopt snapshot: it is none");
    }
    readVersion(reader);
    if (!equalBytes(reader.raw(32), rules.manifestHash)) {
      throw new SnapshotError(
        "Cannot adopt snapshot: it belongs to another manifest",
      );
    }
    const n = reader.u32(), m = reader.u32();
    if (n !== layout.trainable || m !== layout.state) {
      throw new SnapshotError(
        `Cannot adopt snapshot: it has ${n} + ${m} coordinates, the model ${layout.trainable} + ${layout.state}`,
      );
    }
    const heads = readHeads(bytes, reader, rules);
    const attachment = reader.raw(reader.u32());
    const values = new Float64Array(
      reader.raw(8 * layoutLength(layout)).buffer,
    );
    reader.end();
    return { heads, values, attachment };
  } catch (error) {
    if (error instanceof SnapshotError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SnapshotError(`Cannot adopt snapshot: ${reason}`, {
      cause: error,
    });
  }
}

function readHeads(
  bytes: Uint8Array,
  reader: ByteReader,
  rules: SnapshotRules,
) {
  const heads = new Map<FeedId, FeedHead>();
  const size = reader.u32();
  if (size > MAX_FEEDS) {
    throw new SnapshotError(`Cannot adopt snapshot: it has ${size} feeds`);
  }
  let last = "";
  for (let i = 0; i < size; i++) {
    const start = reader.offset;
    const header = readHeader(reader);
    const headerBytes = new Uint8Array(bytes.subarray(start, reader.offset));
    const feed = feedIdOf(header.publicKey, header.incarnation);
    if (feed <= last) {
      throw new SnapshotError("Cannot adopt snapshot: feeds are out of order");
    }
    if (!verifyHeader(header, headerBytes, rules)) {
      throw new SnapshotError(
        `Cannot adopt snapshot: the head of feed ${feed} is not signed`,
      );
    }
    heads.set(feed, { header, headerBytes, hash: hashOf(headerBytes) });
    last = feed;
  }
  return heads;
}
