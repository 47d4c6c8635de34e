import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import type { FeedId } from "./feed_id.ts";
import { readVersion } from "./header.ts";
import { equalBytes } from "./hex.ts";
import { FORMAT_VERSION, Kind, MAX_FEEDS } from "./limits.ts";

/** How far one feed has been folded. */
export interface ClockEntry {
  /** Entries folded, at least 1. */
  readonly count: number;
  /** Hash of the last of them, 32 bytes. */
  readonly head: Uint8Array;
}

/** Changed in place, as one of a thousand changes with each delivery. */
interface Entry {
  count: number;
  head: Uint8Array;
  /** The first 8 bytes of `head`, as two words. */
  low: number;
  high: number;
}

/**
 * For each feed a count and the hash of its last entry: a vector clock (Fidge, Mattern) whose entries also name
 * their past, so that a fork shows. Equal clocks mean equal bytes.
 *
 * A head names its feed and, through its predecessors, every entry before it. The digest is therefore the sum mod 2^64
 * of the heads' first 8 bytes: kept up to date with one addition for each delivery, whatever the number of feeds. It
 * tells honest clocks apart; where proof is needed compare {@linkcode Clock.encode} or Replica.hash().
 */
export class Clock {
  readonly #entries = new Map<FeedId, Entry>();
  // A BigInt would be allocated anew for each delivery.
  #low = 0;
  #high = 0;

  /** Feeds in the clock. */
  get size(): number {
    return this.#entries.size;
  }

  /** Entries of `feed` folded, 0 for an unknown feed. */
  count(feed: FeedId): number {
    return this.#entries.get(feed)?.count ?? 0;
  }

  /** The entry of `feed` as it is now; it changes with the clock. */
  get(feed: FeedId): ClockEntry | undefined {
    return this.#entries.get(feed);
  }

  /** Replaces the entry of `feed`; undefined or a count of 0 removes it. */
  set(feed: FeedId, entry: ClockEntry | undefined): void {
    const old = this.#entries.get(feed);
    if (old !== undefined) this.#addTerm(old.low, old.high, -1);
    if (entry === undefined || entry.count === 0) {
      this.#entries.delete(feed);
      return;
    }
    const { count, head } = entry;
    const low = word(head, 0), high = word(head, 4);
    this.#addTerm(low, high, 1);
    if (old === undefined) {
      this.#entries.set(feed, { count, head, low, high });
      return;
    }
    old.count = count;
    old.head = head;
    old.low = low;
    old.high = high;
  }

  /** Entries in the order in which feeds were first seen here; sort them where order matters. */
  entries(): IterableIterator<[FeedId, ClockEntry]> {
    return this.#entries.entries();
  }

  /** Counts alone, as a new map. */
  counts(): Map<FeedId, number> {
    return new Map(
      Array.from(this.#entries, ([feed, { count }]) => [feed, count]),
    );
  }

  /** 8 bytes that are equal for equal clocks. */
  digest(): Uint8Array {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#low, true);
    view.setUint32(4, this.#high, true);
    return bytes;
  }

  /** Whether {@linkcode Clock.digest} would give these 8 bytes. */
  hasDigest(digest: Uint8Array): boolean {
    return this.#low === word(digest, 0) && this.#high === word(digest, 4);
  }

  #addTerm(low: number, high: number, sign: 1 | -1): void {
    const sum = this.#low + sign * low;
    this.#low = sum >>> 0;
    this.#high = (this.#high + sign * high + Math.floor(sum / 2 ** 32)) >>> 0;
  }

  /** Whether both name the same entries. */
  equals(other: Clock): boolean {
    if (
      this.size !== other.size || this.#low !== other.#low ||
      this.#high !== other.#high
    ) {
      return false;
    }
    for (const [feed, { count, head }] of this.#entries) {
      const theirs = other.get(feed);
      if (theirs?.count !== count || !equalBytes(theirs.head, head)) {
        return false;
      }
    }
    return true;
  }

  /** Canonical bytes, feeds in ascending order. */
  encode(): Uint8Array {
    const out = new ByteWriter(16 + 52 * this.size).u8(Kind.clock).u8(
      FORMAT_VERSION,
    )
      .u32(this.size);
    for (const feed of [...this.#entries.keys()].sort()) {
      const { count, head } = this.#entries.get(feed)!;
      out.feed(feed).u32(count).raw(head, 32);
    }
    return out.finish();
  }

  /** Reads {@linkcode Clock.encode}'s bytes; throws a WireError on anything else. */
  static decode(bytes: Uint8Array): Clock {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== Kind.clock) {
      throw new WireError("Cannot read clock: another kind of frame");
    }
    readVersion(reader);
    const size = reader.u32();
    if (size > MAX_FEEDS) {
      throw new WireError(`Cannot read clock: ${size} feeds`);
    }
    const clock = new Clock();
    let last = "";
    for (let i = 0; i < size; i++) {
      const feed = reader.feed();
      const count = reader.u32();
      const head = reader.raw(32);
      if (feed <= last || count === 0) {
        throw new WireError(
          `Cannot read clock: feed ${feed} is out of order or empty`,
        );
      }
      clock.set(feed, { count, head });
      last = feed;
    }
    reader.end();
    return clock;
  }
}

/** Four bytes as an unsigned integer, little-endian. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 |
    bytes[at + 3]! << 24) >>> 0;
}
