import { DivergedError } from "./errors.ts";
import { endOf, isRangeSum, type Segment, startOf } from "./range_sum.ts";
import type { Replica } from "./replica.ts";
import type { Update } from "./update.ts";

/**
 * Gives a replica that has adopted its own old snapshot what was kept beside it back:
 * what the model lacks is received and folded, what it holds is retained again, to
 * be served to those who lack it.
 *
 * @param segments of any feeds; those of one feed in their order, some of them twice
 * @returns the single updates that the model lacked and now holds
 */
export function takeBack(
  replica: Replica,
  segments: readonly Segment[],
): Update[] {
  const folded: Update[] = [];
  const held = new Map<string, Map<number, Segment>>();
  for (const segment of segments) {
    const { feed } = segment;
    if (endOf(segment) > (replica.feed(feed)?.foldedCount ?? 0)) {
      if (isRangeSum(segment)) replica.receiveSum(segment);
      else replica.receive(segment);
      folded.push(...foldAll(replica, feed));
      continue;
    }
    const same = held.get(feed);
    const start = startOf(segment);
    if (same === undefined) held.set(feed, new Map([[start, segment]]));
    else same.set(start, segment);
  }
  for (const [feed, byStart] of held) {
    const { since = 0 } = replica.feed(feed) ?? {};
    const before = [...byStart.values()].filter((segment) =>
      endOf(segment) <= since
    );
    replica.recall(before.sort((a, b) => startOf(a) - startOf(b)));
  }
  return folded;
}

function foldAll(replica: Replica, feed: string): Update[] {
  const folded: Update[] = [];
  try {
    for (;;) {
      const update = replica.fold(feed);
      if (update === undefined) return folded;
      folded.push(update);
    }
  } catch (error) {
    // With the others' updates the sum may be in range again.
    if (error instanceof DivergedError) return folded;
    throw error;
  }
}
