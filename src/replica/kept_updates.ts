import type { Feed } from "./feed.ts";
import { updateBytes } from "./feed_head.ts";
import type { Replica } from "./replica.ts";
import type { Update } from "./update.ts";

/**
 * Updates to keep beside a snapshot: the newest of each feed that are retained, and
 * those that wait for their round. Somebody may lack one whose publisher does not
 * come back; the snapshot holds it, but cannot be taken by a peer that is ahead in
 * another feed.
 *
 * @param isLogged tells feeds that are kept otherwise, such as the own ones
 * @param limitBytes most bytes, feeds taken in turn from their newest entries
 * @returns the updates of each feed in their order
 */
export function keptUpdates(
  replica: Replica,
  isLogged: (feed: Feed) => boolean,
  limitBytes: number,
): Update[] {
  const places: { feed: Feed; next: number }[] = [];
  for (const feed of replica.feeds()) {
    if (feed.count < feed.first || isLogged(feed)) continue;
    places.push({ feed, next: feed.count });
  }
  const newestFirst: Update[] = [];
  let bytes = 0;
  for (
    let turn = places;
    turn.length > 0;
    turn = turn.filter(({ feed, next }) => next >= feed.first)
  ) {
    for (const place of turn) {
      const update = place.feed.get(place.next--)!;
      bytes += updateBytes(update);
      if (bytes > limitBytes) return newestFirst.reverse();
      newestFirst.push(update);
    }
  }
  return newestFirst.reverse();
}
