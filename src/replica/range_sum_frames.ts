import { ByteReader } from "./byte_reader.ts";
import { ByteWriter } from "./byte_writer.ts";
import { WireError } from "./errors.ts";
import { readVersion } from "./header.ts";
import { FORMAT_VERSION, Kind } from "./limits.ts";
import { readHead } from "./read_head.ts";
import { isRangeSum, type RangeSum, type Segment } from "./range_sum.ts";
import { type Layout, layoutLength } from "./layout.ts";
import { Assembler, valuesFrames } from "./values.ts";
import { decodeFrame, frameOfUpdate } from "./wire.ts";

/** A sum before its values have come. */
export type RangeSumHead = Omit<RangeSum, "values">;

/** The frame that says between which headers a sum is: see docs/wire-format.md. */
export function encodeRangeSumHead({ from, to }: RangeSumHead): Uint8Array {
  const length = 3 + to.headerBytes.length + (from?.headerBytes.length ?? 0);
  const out = new ByteWriter(length).u8(Kind.rangeSum).u8(FORMAT_VERSION)
    .u8(from === undefined ? 0 : 1);
  if (from !== undefined) out.raw(from.headerBytes);
  return out.raw(to.headerBytes).finish();
}

/**
 * Reads the frame. Signatures are not checked here.
 *
 * @throws {WireError} if it is malformed, or its headers are of two feeds
 */
export function decodeRangeSumHead(bytes: Uint8Array): RangeSumHead {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== Kind.rangeSum) {
    throw new WireError("Cannot read range sum: it is none");
  }
  readVersion(reader);
  const flag = reader.u8();
  if (flag > 1) {
    throw new WireError(`Cannot read range sum: flag ${flag} is unknown`);
  }
  const from = flag === 1 ? readHead(bytes, reader) : undefined;
  const to = readHead(bytes, reader);
  reader.end();
  if (from !== undefined && from.feed !== to.feed) {
    throw new WireError("Cannot read range sum: its headers are of two feeds");
  }
  return { feed: to.feed, from: from?.head, to: to.head };
}

/** What is sent of a segment: an update's frame; or a sum's, then its values, each made when it is asked for. */
export function* segmentFrames(segment: Segment): Generator<Uint8Array, void> {
  if (!isRangeSum(segment)) {
    yield frameOfUpdate(segment);
    return;
  }
  yield encodeRangeSumHead(segment);
  yield* valuesFrames(segment.values);
}

/**
 * Puts segments together from their frames, as {@linkcode segmentFrames} gave them.
 *
 * @param layout the model's, in one's own words
 * @returns those that are whole
 */
export function joinSegments(
  frames: Iterable<Uint8Array>,
  layout: Layout,
): Segment[] {
  const segments: Segment[] = [];
  let sum: { head: RangeSumHead; assembler: Assembler } | undefined;
  for (const bytes of frames) {
    try {
      const frame = decodeFrame(bytes, { owned: true });
      if (frame.kind === "update") segments.push(frame.update);
      if (frame.kind === "range-sum") {
        const assembler = new Assembler(layoutLength(layout));
        sum = { head: frame.head, assembler };
      }
      if (frame.kind !== "values" || sum === undefined) continue;
      const values = sum.assembler.take(frame.chunk);
      if (values !== undefined) segments.push({ ...sum.head, values });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      sum = undefined;
    }
  }
  return segments;
}
