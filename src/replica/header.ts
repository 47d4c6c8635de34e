import type { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import {
  FORMAT_VERSION,
  Kind,
  MAX_FURTHER_UNITS,
  MAX_HEADER_ENTRIES,
  MAX_SIGNS,
} from "./limits.ts";
import type { ClockCount } from "./status.ts";
import type { UpdateHeader } from "./update.ts";

/** Bytes of a signature, at the end of every signed thing. */
export const SIGNATURE_LENGTH = 64;

/** The header's bytes up to the signature, as docs/wire-format.md lays them out. */
export function writeHeader(header: UpdateHeader): Uint8Array {
  if (header.signs.length > MAX_SIGNS) {
    throw new RangeError(
      `Cannot write header: ${header.signs.length} bytes of signs, at most ${MAX_SIGNS} fit`,
    );
  }
  if (header.entries.length > MAX_HEADER_ENTRIES) {
    throw new RangeError(
      `Cannot write header: ${header.entries.length} clock entries, at most ${MAX_HEADER_ENTRIES} fit`,
    );
  }
  if (header.furtherUnits.length > MAX_FURTHER_UNITS) {
    throw new RangeError(
      `Cannot write header: ${header.furtherUnits.length} further units, at most ${MAX_FURTHER_UNITS} fit`,
    );
  }
  const length = 322 + 4 * header.furtherUnits.length + header.signs.length +
    20 * header.entries.length;
  const out = new ByteWriter(length).u8(Kind.update).u8(
    FORMAT_VERSION,
  )
    .raw(header.publicKey, 32).u64(header.incarnation).u32(header.seq).raw(
      header.predecessor,
      32,
    );
  const previous = header.previousFeed;
  if (previous === undefined) out.u8(0);
  else out.u8(1).feed(previous.feed).u32(previous.count);
  out.u32(header.round).u32(header.epoch).i32(header.unit).u32(
    header.units,
  )
    .u64(header.cumulativeUnits).raw(header.clockDigest, 8)
    .f64(header.weight).f64(header.norm).f64(header.cumulativeNorm).f64(
      header.residualNorm,
    )
    .f64(header.loss).f64(header.computeMs)
    .u8(header.codec).u32(header.payloadLength).raw(header.payloadHash, 32)
    .big64(header.fingerprint).u32(header.signs.length).raw(header.signs)
    .u8(header.entries.length);
  for (const { feed, count } of header.entries) out.feed(feed).u32(count);
  out.u16(header.furtherUnits.length);
  for (const unit of header.furtherUnits) out.u32(unit);
  return out.finish();
}

/** Reads a header and its signature from where the reader stands; throws a WireError. */
export function readHeader(reader: ByteReader): UpdateHeader {
  if (reader.u8() !== Kind.update) {
    throw new WireError("Cannot read header: not an update");
  }
  readVersion(reader);
  const publicKey = reader.raw(32);
  const incarnation = reader.u64();
  const seq = reader.u32();
  const predecessor = reader.raw(32);
  const hasPrevious = reader.u8();
  if (seq === 0 || hasPrevious > 1 || (hasPrevious === 1 && seq !== 1)) {
    throw new WireError(
      `Cannot read header: entry ${seq} with predecessor flag ${hasPrevious}`,
    );
  }
  const previous = hasPrevious === 1
    ? { previousFeed: { feed: reader.feed(), count: reader.u32() } }
    : {};
  const header = {
    publicKey,
    incarnation,
    seq,
    predecessor,
    ...previous,
    round: reader.u32(),
    epoch: reader.u32(),
    unit: reader.i32(),
    units: reader.u32(),
    cumulativeUnits: reader.u64(),
    clockDigest: reader.raw(8),
    weight: reader.f64(),
    norm: reader.f64(),
    cumulativeNorm: reader.f64(),
    residualNorm: reader.f64(),
    loss: reader.f64(),
    computeMs: reader.f64(),
    codec: reader.u8(),
    payloadLength: reader.u32(),
    payloadHash: reader.raw(32),
    fingerprint: reader.big64(),
    signs: readSigns(reader),
    entries: readEntries(reader),
    furtherUnits: readFurtherUnits(reader),
  };
  reader.raw(SIGNATURE_LENGTH);
  return header;
}

function readSigns(reader: ByteReader): Uint8Array {
  const length = reader.u32();
  if (length > MAX_SIGNS) {
    throw new WireError(`Cannot read header: ${length} bytes of signs`);
  }
  return reader.raw(length);
}

function readEntries(reader: ByteReader): ClockCount[] {
  const count = reader.u8();
  const entries: ClockCount[] = [];
  for (let i = 0; i < count; i++) {
    entries.push({ feed: reader.feed(), count: reader.u32() });
  }
  return entries;
}

const NO_UNITS: readonly number[] = [];

function readFurtherUnits(reader: ByteReader): readonly number[] {
  const count = reader.u16();
  if (count === 0) return NO_UNITS;
  const units: number[] = [];
  for (let i = 0; i < count; i++) units.push(reader.u32());
  return units;
}

/** Reads the version byte; throws a WireError that says which is spoken here. */
export function readVersion(reader: ByteReader): void {
  const version = reader.u8();
  if (version !== FORMAT_VERSION) {
    throw new WireError(
      `Cannot read format version ${version}: this peer speaks version ${FORMAT_VERSION}`,
    );
  }
}
