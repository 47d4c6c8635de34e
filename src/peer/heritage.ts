import {
  bytesOf,
  endOf,
  type Feed,
  type FeedId,
  type Replica,
  type Segment,
  segmentFrames,
  startOf,
} from "../replica/mod.ts";
import type { Retention } from "./retention.ts";

/** Bytes of the past that are passed on with a snapshot. */
const PASSED_ON = 32 * 2 ** 20;

/**
 * What goes with a snapshot, which holds no history: the last signed word of each
 * peer that is away, and what it lacks. So whoever takes the snapshot can bring the
 * absent home, should all others be gone by then.
 *
 * @returns frames, made when they are asked for of what there is now
 */
export function heritageFrames(
  replica: Replica,
  retention: Retention,
): Iterable<Uint8Array> {
  const absent = retention.absent().filter(({ full }) => full !== undefined);
  if (absent.length === 0) return [];
  const pasts = Array.from(replica.feeds(), (feed) => {
    const isWanted = retention.placesIn(feed.id, absent);
    const marks = absent.map(({ full }) => countOf(full!.entries, feed.id));
    return pastOf(feed, Math.min(...marks), isWanted, replica);
  });
  const segments = newestFirst(pasts, PASSED_ON);
  return (function* () {
    for (const { full } of absent) yield full!.bytes;
    for (const segment of segments) yield* segmentFrames(segment);
  })();
}

/** Takes in what came with a snapshot, and keeps it once it has come to its end. */
export class Heritage {
  readonly #segments = new Map<FeedId, Segment[]>();
  #bytes = 0;

  /** A part of the past, of which the model holds the effect. More than is passed on is dropped. */
  take(segment: Segment): void {
    const { feed } = segment;
    this.#bytes += bytesOf(segment);
    if (this.#bytes > PASSED_ON) return;
    const known = this.#segments.get(feed);
    if (known === undefined) this.#segments.set(feed, [segment]);
    else known.push(segment);
  }

  /** Retains what leads to the model as it is, and lets go of the rest. */
  settle(replica: Replica): void {
    for (const segments of this.#segments.values()) {
      segments.sort((a, b) => startOf(a) - startOf(b));
      const { since = 0 } = replica.feed(segments[0]!.feed) ?? {};
      replica.recall(segments.filter((segment) => endOf(segment) <= since));
    }
    this.#segments.clear();
    this.#bytes = 0;
  }
}

function countOf(
  entries: readonly { feed: FeedId; count: number }[],
  feed: FeedId,
): number {
  return entries.find((entry) => entry.feed === feed)?.count ?? 0;
}

/** What followed an entry of a feed, as far as the model holds it, in as little room as may be. */
function pastOf(
  feed: Feed,
  count: number,
  isWanted: (seq: number) => boolean,
  { rules: { layout } }: Replica,
): Segment[] {
  const { foldedCount } = feed;
  return feed.condensed(foldedCount, isWanted, layout).filter((segment) =>
    startOf(segment) >= count && endOf(segment) <= foldedCount
  );
}

/** The last segments of each, in turn: without them those before are of no use. */
function newestFirst(
  pasts: readonly Segment[][],
  limitBytes: number,
): Segment[] {
  const chosen: Segment[] = [];
  let bytes = 0;
  let turn = pasts.map((segments) => [...segments]);
  while (turn.length > 0) {
    turn = turn.filter((segments) => segments.length > 0);
    for (const segments of turn) {
      const segment = segments.pop()!;
      bytes += bytesOf(segment);
      if (bytes > limitBytes) return chosen;
      chosen.push(segment);
    }
  }
  return chosen;
}
