import { DIVERGED } from "../compression/mod.ts";
import { addUpdate } from "./add_update.ts";
import { DivergedError } from "./errors.ts";
import { type FeedHead, headOf, updateBytes } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { firstBeyond } from "./grid.ts";
import type { Layout } from "./layout.ts";
import type { Update } from "./update.ts";

/**
 * What several entries of a feed, one after the other, add to the model together:
 * what is kept of them for somebody who lacks all of them. The publisher's own
 * signed words at both ends vouch for it: F(values) = F(to) - F(from).
 */
export interface RangeSum {
  /** The feed. */
  readonly feed: FeedId;
  /** The entry before the first of them; undefined where they are the feed's first. */
  readonly from: FeedHead | undefined;
  /** The last of them. */
  readonly to: FeedHead;
  /** Their sum, one grid value for each coordinate of the layout. Treat it as immutable. */
  readonly values: Float64Array;
}

/** A part of a feed as it is retained: one entry, or the sum of several. */
export type Segment = Update | RangeSum;

/** Whether a segment is the sum of several entries. */
export function isRangeSum(segment: Segment): segment is RangeSum {
  return "values" in segment;
}

/** The number of the entry before a segment. */
export function startOf(segment: Segment): number {
  if (isRangeSum(segment)) return segment.from?.header.seq ?? 0;
  return segment.header.seq - 1;
}

/** The number of a segment's last entry. */
export function endOf(segment: Segment): number {
  return lastOf(segment).header.seq;
}

/** A segment's last entry. */
export function lastOf(segment: Segment): FeedHead {
  return isRangeSum(segment) ? segment.to : segment;
}

/** Hash of the entry before a segment; undefined before a feed's first. */
export function predecessorOf(segment: Segment): Uint8Array | undefined {
  if (isRangeSum(segment)) return segment.from?.hash;
  return segment.header.seq === 1 ? undefined : segment.header.predecessor;
}

/** Memory that a segment stands for. */
export function bytesOf(segment: Segment): number {
  if (!isRangeSum(segment)) return updateBytes(segment);
  const { from, to, values } = segment;
  return 8 * values.length + to.headerBytes.length +
    (from?.headerBytes.length ?? 0);
}

/**
 * values += sign * segment, exactly.
 *
 * @throws {DivergedError} if a coordinate would reach 2^20; the values are then as they were, to the last byte
 */
export function addSegment(
  segment: Segment,
  values: Float64Array,
  layout: Layout,
  sign: 1 | -1,
): void {
  if (!isRangeSum(segment)) return addUpdate(segment, values, layout, sign);
  if (add(segment.values, values, sign) < DIVERGED) return;
  const coordinate = firstBeyond(values);
  const value = values[coordinate]!;
  add(segment.values, values, sign === 1 ? -1 : 1);
  const { feed } = segment;
  throw new DivergedError({
    coordinate,
    value,
    update: { feed, seq: endOf(segment) },
  });
}

/** Both are below 2^20 in magnitude, so that the sum is exact whatever it is. */
function add(
  terms: Float64Array,
  values: Float64Array,
  sign: 1 | -1,
): number {
  let largest = 0;
  for (let j = 0; j < values.length; j++) {
    const value = values[j]! + sign * terms[j]!;
    values[j] = value;
    largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/**
 * The sum of segments of one feed that follow each other.
 *
 * @param from the entry before the first of them; undefined where that is the feed's first
 * @returns undefined where a coordinate leaves the range in which sums are exact
 */
export function sumOf(
  segments: readonly Segment[],
  from: FeedHead | undefined,
  layout: Layout,
): RangeSum | undefined {
  const last = segments.at(-1)!;
  const values = new Float64Array(layout.trainable + layout.state);
  for (const segment of segments) {
    try {
      addSegment(segment, values, layout, 1);
    } catch (error) {
      if (error instanceof DivergedError) return undefined;
      throw error;
    }
  }
  return { feed: last.feed, from, to: headOf(lastOf(last)), values };
}

/** Whether a sum's values are what its publisher signed at both ends. */
export function isWhatWasSigned(
  { from, to, values }: RangeSum,
  fingerprint: Fingerprint,
): boolean {
  const signed = to.header.fingerprint - (from?.header.fingerprint ?? 0n);
  return fingerprint.of(values) === BigInt.asUintN(64, signed);
}
