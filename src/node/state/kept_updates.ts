import {
  type Feed,
  type FeedId,
  frameOfUpdate,
  type Replica,
} from "../../replica/mod.ts";

/**
 * Frames of others' updates to keep beside a snapshot: the newest of each feed, and
 * those that wait for their round. Somebody may lack one whose publisher does not
 * come back; a snapshot holds it, but cannot be taken by a peer that is ahead in
 * another feed.
 *
 * @param own the own feeds, which have logs
 * @param limitBytes most bytes, feeds taken in turn from their newest entries
 */
export function keptUpdates(
  replica: Replica,
  own: (feed: Feed) => boolean,
  limitBytes: number,
): Uint8Array[] {
  const places: { id: FeedId; feed: Feed; next: number }[] = [];
  for (const feed of replica.feeds()) {
    if (own(feed) || feed.count < feed.first) continue;
    places.push({ id: feed.id, feed, next: feed.count });
  }
  const newestFirst: Uint8Array[] = [];
  let bytes = 0;
  for (
    let turn = places;
    turn.length > 0;
    turn = turn.filter(({ feed, next }) => next >= feed.first)
  ) {
    for (const place of turn) {
      const update = place.feed.get(place.next--);
      if (update === undefined) continue;
      const frame = frameOfUpdate(update);
      bytes += frame.length;
      if (bytes > limitBytes) return newestFirst.reverse();
      newestFirst.push(frame);
    }
  }
  return newestFirst.reverse();
}
