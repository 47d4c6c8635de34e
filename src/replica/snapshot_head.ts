import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import type { FeedHead } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import { readVersion } from "./header.ts";
import type { Layout } from "./layout.ts";
import { FORMAT_VERSION, Kind, MAX_FEEDS } from "./limits.ts";
import { readHead } from "./read_head.ts";

/** What a snapshot says before its values. */
export interface SnapshotHead {
  /** Hash of the manifest that it belongs to. */
  readonly manifestHash: Uint8Array;
  /** Shape of x. */
  readonly layout: Layout;
  /** The last folded entry of each feed, feeds in ascending order. */
  readonly heads: ReadonlyMap<FeedId, FeedHead>;
  /** What the sender packed with it, such as x0's loss or optimizer state. Nothing vouches for it. */
  readonly attachment: Uint8Array;
}

/** The frame: see docs/wire-format.md. Equal clocks and attachments give equal bytes. */
export function encodeSnapshotHead(head: SnapshotHead): Uint8Array {
  const { manifestHash, layout, heads, attachment } = head;
  const out = new ByteWriter(64 + 320 * heads.size + attachment.length)
    .u8(Kind.snapshot).u8(FORMAT_VERSION).raw(manifestHash, 32)
    .u32(layout.trainable).u32(layout.state).u32(heads.size);
  for (const feed of [...heads.keys()].sort()) {
    out.raw(heads.get(feed)!.headerBytes);
  }
  return out.u32(attachment.length).raw(attachment).finish();
}

/**
 * Reads the frame. That it is signed, and of this swarm, is not checked here.
 *
 * @throws {WireError} if it is malformed
 */
export function decodeSnapshotHead(bytes: Uint8Array): SnapshotHead {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== Kind.snapshot) {
    throw new WireError("Cannot read snapshot: it is none");
  }
  readVersion(reader);
  const manifestHash = reader.raw(32);
  const layout = { trainable: reader.u32(), state: reader.u32() };
  const heads = readHeads(bytes, reader);
  const attachment = reader.raw(reader.u32());
  reader.end();
  return { manifestHash, layout, heads, attachment };
}

function readHeads(
  bytes: Uint8Array,
  reader: ByteReader,
): Map<FeedId, FeedHead> {
  const heads = new Map<FeedId, FeedHead>();
  const size = reader.u32();
  if (size > MAX_FEEDS) {
    throw new WireError(`Cannot read snapshot: it has ${size} feeds`);
  }
  let last = "";
  for (let i = 0; i < size; i++) {
    const { feed, head } = readHead(bytes, reader);
    if (feed <= last) {
      throw new WireError("Cannot read snapshot: feeds are out of order");
    }
    heads.set(feed, head);
    last = feed;
  }
  return heads;
}
