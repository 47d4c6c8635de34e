import type { Feed } from "./feed.ts";
import { bytesOf, type Segment } from "./range_sum.ts";
import type { Replica } from "./replica.ts";

/**
 * What to keep beside a snapshot: the newest updates of each feed that are retained,
 * the sums before them, and what waits for its round. Somebody may lack one whose
 * publisher does not come back; the snapshot holds it, but cannot be taken by a peer
 * that is ahead in another feed.
 *
 * @param isLogged tells feeds that are kept otherwise, such as the own ones
 * @param limitBytes most bytes, feeds taken in turn from their newest entries
 * @returns the segments of each feed in their order
 */
export function keptSegments(
  replica: Replica,
  isLogged: (feed: Feed) => boolean,
  limitBytes: number,
): Segment[] {
  let turn: Segment[][] = [];
  for (const feed of replica.feeds()) {
    if (isLogged(feed)) continue;
    turn.push([...feed.after(feed.since) ?? []]);
  }
  const newestFirst: Segment[] = [];
  let bytes = 0;
  for (;;) {
    turn = turn.filter((segments) => segments.length > 0);
    if (turn.length === 0) return newestFirst.reverse();
    for (const segments of turn) {
      const segment = segments.pop()!;
      bytes += bytesOf(segment);
      if (bytes > limitBytes) return newestFirst.reverse();
      newestFirst.push(segment);
    }
  }
}
