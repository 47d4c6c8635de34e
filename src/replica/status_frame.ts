import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import { feedIdOf } from "./feed_id.ts";
import { readVersion, SIGNATURE_LENGTH } from "./header.ts";
import type { Signer, Verify } from "./identity.ts";
import {
  FORMAT_VERSION,
  Kind,
  MAX_METRICS,
  MAX_STATUS_ENTRIES,
  MAX_STOP_REASON,
} from "./limits.ts";
import { signBytes, verifyBytes } from "./signing.ts";
import type { ClockCount, Status, StatusFields, Validation } from "./status.ts";

/** In the order of their bits. */
const FLAGS = ["joining", "computing", "done", "leaving"] as const;
const FULL = 16, STOPS = 32, VALIDATED = 64, KNOWN = 127;

/**
 * Signs a status; `bytes` of the result is the frame to send.
 *
 * @throws {RangeError} for a field outside its range, or too many entries: send those in several statuses
 */
export function encodeStatus(
  fields: StatusFields,
  signer: Signer,
  manifestHash: Uint8Array,
): Status {
  let bits = fields.full ? FULL : 0;
  FLAGS.forEach((name, i) => bits |= fields.flags[name] ? 1 << i : 0);
  if (fields.stopReason !== undefined) bits |= STOPS;
  if (fields.validation !== undefined) bits |= VALIDATED;
  const out = new ByteWriter(256 + 20 * fields.entries.length).u8(Kind.status)
    .u8(FORMAT_VERSION)
    .raw(signer.publicKey, 32).u64(fields.incarnation).u64(fields.number).u32(
      fields.seq,
    )
    .u32(fields.firstRound).u32(fields.round).u8(bits).u32(fields.beat).u64(
      fields.units,
    ).i32(fields.seat).f64(
      fields.progress,
    )
    .f64(fields.residualNorm).f64(fields.cumulativeNorm).raw(fields.digest, 8);
  let said: Pick<StatusFields, "stopReason"> = {};
  if (fields.stopReason !== undefined) {
    const text = bounded(fields.stopReason, MAX_STOP_REASON);
    out.u16(text.length).raw(text);
    said = { stopReason: new TextDecoder().decode(text) };
  }
  if (fields.validation !== undefined) writeValidation(out, fields.validation);
  if (fields.entries.length > MAX_STATUS_ENTRIES) {
    throw new RangeError(
      `Cannot write status: ${fields.entries.length} entries`,
    );
  }
  out.u32(fields.entries.length);
  for (const { feed, count } of fields.entries) out.feed(feed).u32(count);
  const bytes = signBytes(out.finish(), {
    tag: "drover/1 status",
    signer,
    manifestHash,
  });
  const { publicKey } = signer;
  const feed = feedIdOf(publicKey, fields.incarnation);
  // As its bytes say it: whoever is handed the object reads what others receive.
  return { ...fields, ...said, publicKey, feed, bytes };
}

function writeValidation(
  out: ByteWriter,
  { epoch, loss, metrics }: Validation,
): void {
  const names = Object.keys(metrics);
  if (names.length > MAX_METRICS) {
    throw new RangeError(
      `Cannot write status: ${names.length} metrics, at most ${MAX_METRICS} fit`,
    );
  }
  out.f64(epoch).f64(loss).u8(names.length);
  for (const name of names) {
    const text = bounded(name, 255);
    out.u8(text.length).raw(text).f64(metrics[name]!);
  }
}

/** Cuts at a character's boundary: a long reason is no reason not to stop. */
function bounded(text: string, limit: number): Uint8Array {
  const bytes = new Uint8Array(limit);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}

/**
 * Reads a status frame; throws a WireError on anything malformed. The signature is not checked: see
 * {@linkcode verifyStatus}.
 */
export function decodeStatus(bytes: Uint8Array): Status {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== Kind.status) {
    throw new WireError("Cannot read status: another kind of frame");
  }
  readVersion(reader);
  const publicKey = reader.raw(32);
  const incarnation = reader.u64();
  const number = reader.u64();
  const seq = reader.u32();
  const firstRound = reader.u32();
  const round = reader.u32();
  const bits = reader.u8();
  if ((bits & ~KNOWN) !== 0) {
    throw new WireError(`Cannot read status: unknown flags ${bits}`);
  }
  const beat = reader.u32();
  const units = reader.u64();
  const seat = reader.i32();
  const progress = finite(reader.f64());
  const residualNorm = finite(reader.f64());
  const cumulativeNorm = finite(reader.f64());
  const digest = reader.raw(8);
  const stopReason = (bits & STOPS) !== 0 ? readReason(reader) : undefined;
  const validation = (bits & VALIDATED) !== 0
    ? readValidation(reader)
    : undefined;
  const entries = readEntries(reader);
  reader.skip(SIGNATURE_LENGTH);
  reader.end();
  const status: Status = {
    publicKey,
    feed: feedIdOf(publicKey, incarnation),
    incarnation,
    number,
    seq,
    firstRound,
    round,
    flags: {
      joining: (bits & 1) !== 0,
      computing: (bits & 2) !== 0,
      done: (bits & 4) !== 0,
      leaving: (bits & 8) !== 0,
    },
    beat,
    units,
    seat,
    progress,
    residualNorm,
    cumulativeNorm,
    digest,
    full: (bits & FULL) !== 0,
    entries,
    bytes: new Uint8Array(bytes),
  };
  // Statuses are many, and these two are rare: hence no spread for each.
  if (stopReason === undefined && validation === undefined) return status;
  return {
    ...status,
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(validation === undefined ? {} : { validation }),
  };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) {
    throw new WireError(`Cannot read status: a field is ${value}`);
  }
  return value;
}

function readReason(reader: ByteReader): string {
  const length = reader.u16();
  if (length > MAX_STOP_REASON) {
    throw new WireError(`Cannot read status: reason of ${length} bytes`);
  }
  return reader.text(length);
}

function readValidation(reader: ByteReader): Validation {
  const epoch = reader.f64();
  const loss = reader.f64();
  const count = reader.u8();
  if (count > MAX_METRICS) {
    throw new WireError(`Cannot read status: ${count} metrics`);
  }
  const metrics = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    metrics.set(reader.text(reader.u8()), reader.f64());
  }
  return { epoch, loss, metrics: Object.fromEntries(metrics) };
}

function readEntries(reader: ByteReader): ClockCount[] {
  const count = reader.u32();
  if (count > MAX_STATUS_ENTRIES) {
    throw new WireError(`Cannot read status: ${count} entries`);
  }
  const entries: ClockCount[] = [];
  for (let i = 0; i < count; i++) {
    entries.push({ feed: reader.feed(), count: reader.u32() });
  }
  return entries;
}

const verdicts = new WeakMap<Status, { hash: Uint8Array; signed: boolean }>();

/**
 * Whether a status carries its peer's signature for this manifest. What was found
 * about one is remembered: a simulation hands the same one to all peers.
 */
export function verifyStatus(
  status: Status,
  { manifestHash, verify }: { manifestHash: Uint8Array; verify: Verify },
): boolean {
  const known = verdicts.get(status);
  if (known !== undefined && known.hash === manifestHash) return known.signed;
  const { publicKey, bytes } = status;
  const signed = verifyBytes(bytes, {
    tag: "drover/1 status",
    publicKey,
    verify,
    manifestHash,
  });
  verdicts.set(status, { hash: manifestHash, signed });
  return signed;
}
