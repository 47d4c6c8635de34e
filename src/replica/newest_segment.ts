import type { Feed } from "./feed.ts";
import type { FeedHead } from "./feed_head.ts";
import { type Segment, startOf } from "./range_sum.ts";

/** What was folded last of a feed, and where the feed is without it. */
export interface NewestSegment {
  /** One entry, or a sum of several. */
  readonly segment: Segment;
  /** The entry before it; undefined where it begins with the first. */
  readonly before: FeedHead | undefined;
}

/**
 * What has to be taken out of the model first so that a feed goes back to `count`
 * entries; undefined where it is there, or what comes next is not retained, or is
 * in a sum that begins before.
 */
export function newestSegment(
  feed: Feed,
  count: number,
): NewestSegment | undefined {
  const { foldedCount } = feed;
  if (foldedCount <= count) return undefined;
  const segment = feed.get(foldedCount) ?? feed.after(foldedCount - 1, 0)?.[0];
  if (segment === undefined) return undefined;
  const start = startOf(segment);
  const before = feed.headAt(start);
  if (start < count || (before === undefined && start > 0)) return undefined;
  return { segment, before };
}
