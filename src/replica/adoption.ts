import { addUpdate } from "./add_update.ts";
import { DivergedError, SnapshotError } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { equalBytes } from "./hex.ts";
import type { Layout } from "./layout.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Update } from "./update.ts";

/**
 * The updates that `feeds` has folded and the snapshot lacks: what must be added to the snapshot so that nothing is lost.
 *
 * @throws {SnapshotError} if one of them is no longer retained, or a feed is another branch of a fork
 */
export function tailOver(feeds: Iterable<Feed>, snapshot: Snapshot): Update[] {
  const tail: Update[] = [];
  for (const feed of feeds) {
    const head = snapshot.heads.get(feed.id);
    const count = head?.header.seq ?? 0;
    const hash = count === 0 ? undefined : feed.hashAt(count);
    if (
      head !== undefined && hash !== undefined && !equalBytes(hash, head.hash)
    ) {
      throw new SnapshotError(
        `Cannot adopt snapshot: feed ${feed.id} has forked at ${count}`,
      );
    }
    if (feed.ended !== undefined && feed.ended.seq <= count) {
      throw new SnapshotError(
        `Cannot adopt snapshot: it holds update ${feed.ended.seq} of feed ${feed.id}, which is inadmissible`,
      );
    }
    for (let seq = count + 1; seq <= feed.foldedCount; seq++) {
      const update = feed.get(seq);
      if (update === undefined) {
        throw new SnapshotError(
          `Cannot adopt snapshot: it lacks update ${seq} of feed ${feed.id}, which is no longer retained here`,
        );
      }
      tail.push(update);
    }
  }
  return tail;
}

/**
 * Adds the tail to the snapshot's values in place.
 *
 * @throws {SnapshotError} if the sum leaves the range
 */
export function addTail(
  values: Float64Array,
  tail: readonly Update[],
  layout: Layout,
): void {
  try {
    for (const update of tail) addUpdate(update, values, layout, 1);
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new SnapshotError(`Cannot adopt snapshot: ${error.message}`, {
      cause: error,
    });
  }
}
