import { DivergedError } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { type FeedHead, headOf } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import type { Layout } from "./layout.ts";
import { addSegment, endOf, type Segment } from "./range_sum.ts";

/** A model as it was. */
export interface Earlier {
  /** The last entries that it holds. */
  readonly heads: ReadonlyMap<FeedId, FeedHead>;
  /** What has been folded since. */
  readonly since: readonly Segment[];
}

/**
 * What must be taken out of a model to come back to an earlier clock.
 *
 * @param counts entries of each feed at that clock; feeds that are not named had none
 * @returns undefined if the model never held that, or what came since is not retained from right there on
 */
export function earlierBy(
  feeds: Iterable<Feed>,
  counts: ReadonlyMap<FeedId, number>,
): Earlier | undefined {
  const heads = new Map<FeedId, FeedHead>();
  const since: Segment[] = [];
  let named = 0;
  for (const feed of feeds) {
    const count = counts.get(feed.id) ?? 0;
    if (counts.has(feed.id)) named++;
    if (count > feed.foldedCount) return undefined;
    if (count > 0) {
      const head = feed.headAt(count);
      if (head === undefined) return undefined;
      heads.set(feed.id, headOf(head));
    }
    if (count === feed.foldedCount) continue;
    const segments = feed.after(count);
    if (segments === undefined) return undefined;
    for (const segment of segments) {
      if (endOf(segment) <= feed.foldedCount) since.push(segment);
    }
  }
  return named === counts.size ? { heads, since } : undefined;
}

/**
 * Values without some segments.
 *
 * @returns a copy; undefined where the sum leaves its range on the way
 */
export function takenOut(
  values: Float64Array,
  segments: readonly Segment[],
  { layout }: { layout: Layout },
): Float64Array | undefined {
  const left = values.slice();
  try {
    for (const segment of segments) addSegment(segment, left, layout, -1);
    return left;
  } catch (error) {
    if (error instanceof DivergedError) return undefined;
    throw error;
  }
}
