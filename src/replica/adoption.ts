import { DivergedError, SnapshotError } from "./errors.ts";
import type { Feed } from "./feed.ts";
import type { FeedHead } from "./feed_head.ts";
import { equalBytes, toHex } from "./hex.ts";
import type { Layout } from "./layout.ts";
import { addSegment, endOf, type Segment } from "./range_sum.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What `feeds` has folded and the snapshot lacks: what must be added to the snapshot so that nothing is lost.
 *
 * @throws {SnapshotError} if some of it is no longer retained, or a feed is another branch of a fork
 */
export function tailOver(
  feeds: Iterable<Feed>,
  snapshot: Snapshot,
): Segment[] {
  const tail: Segment[] = [];
  for (const feed of feeds) {
    const head = snapshot.heads.get(feed.id);
    const count = head?.header.seq ?? 0;
    if (feed.residue > 0) {
      assertNearer(feed, head);
      continue;
    }
    const hash = count === 0 ? undefined : feed.hashAt(count);
    if (
      head !== undefined && hash !== undefined && !equalBytes(hash, head.hash)
    ) {
      throw new SnapshotError(
        `Cannot adopt snapshot: feed ${feed.id} has forked at ${count}`,
      );
    }
    // Whoever lacks some of what is admissible has no better to offer.
    const isWhole = feed.foldedCount >= feed.last || !feed.ended?.fork;
    if (feed.last < count && isWhole) {
      throw new SnapshotError(
        `Cannot adopt snapshot: it holds update ${
          feed.last + 1
        } of feed ${feed.id}, which is inadmissible`,
      );
    }
    if (feed.foldedCount <= count) continue;
    const segments = feed.after(count);
    if (segments === undefined) {
      throw new SnapshotError(
        `Cannot adopt snapshot: it lacks update ${
          count + 1
        } of feed ${feed.id}, and what followed, which is no longer retained here`,
      );
    }
    for (const segment of segments) {
      if (endOf(segment) <= feed.foldedCount) tail.push(segment);
    }
  }
  return tail;
}

/** Of a branch that cannot be taken out again, a snapshot must hold less, and all that is before it. */
function assertNearer(feed: Feed, head: FeedHead | undefined): void {
  const count = head?.header.seq ?? 0;
  if (count >= feed.last && count < feed.residue) return;
  // Of two branches as long that nobody can take out, one has to be everybody's.
  const isFirst = head !== undefined && count === feed.residue &&
    toHex(head.hash) < toHex(feed.folded!.hash);
  if (isFirst) return;
  throw new SnapshotError(
    `Cannot adopt snapshot: it holds feed ${feed.id} up to ${count}, which has forked at ${
      feed.last + 1
    }; here it is held up to ${feed.residue}`,
  );
}

/**
 * Adds the tail to the snapshot's values in place.
 *
 * @throws {SnapshotError} if the sum leaves the range
 */
export function addTail(
  values: Float64Array,
  tail: readonly Segment[],
  layout: Layout,
): void {
  try {
    for (const segment of tail) addSegment(segment, values, layout, 1);
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new SnapshotError(`Cannot adopt snapshot: ${error.message}`, {
      cause: error,
    });
  }
}
