import type { AdmissionRules } from "./admission.ts";
import type { Feed } from "./feed.ts";
import type { FeedId } from "./feed_id.ts";
import { type FeedLimits, Feeds, type Held, type Received } from "./feeds.ts";
import { Fingerprint } from "./fingerprint.ts";
import { isRangeSum, isWhatWasSigned, type Segment } from "./range_sum.ts";
import { isBetweenHeaders } from "./splice.ts";
import type { ClockCount } from "./status.ts";
import type { Update } from "./update.ts";
import { isIntact } from "./wire.ts";

/** The feeds as they are retained here, to be folded, and to be served to others. */
export abstract class Archive {
  /** What the manifest says about updates. */
  readonly rules: AdmissionRules;
  /** The manifest's fingerprint, for publishers. */
  readonly fingerprints: Fingerprint;
  /** All feeds seen. */
  protected readonly log: Feeds;

  /** Nothing is there yet. */
  constructor(rules: AdmissionRules, limits?: FeedLimits) {
    this.rules = rules;
    this.fingerprints = rules.fingerprint ??
      new Fingerprint(rules.manifestHash, rules.layout);
    this.log = new Feeds(rules, limits);
  }

  /** Bytes of updates retained to serve others, and held until their turn. */
  get retainedBytes(): number {
    return this.log.bytes;
  }

  /** A feed; read it only. */
  feed(id: FeedId): Feed | undefined {
    return this.log.get(id);
  }

  /** All feeds seen, in order of appearance. */
  feeds(): IterableIterator<Feed> {
    return this.log.values();
  }

  /** Feeds with entries to fold. */
  *feedsWithUnfolded(): Iterable<FeedId> {
    for (const feed of this.log.values()) {
      if (feed.foldedCount < feed.count) yield feed.id;
    }
  }

  /** Takes an update that this process signed itself, whose signature need not be checked again. */
  append(update: Update): Received {
    return this.log.append(update);
  }

  /** The entry of `id` that {@linkcode Replica.fold} would fold next. */
  peek(id: FeedId): Update | undefined {
    const feed = this.log.get(id);
    return feed?.get(feed.foldedCount + 1);
  }

  /** Whether any of these entries is not here. */
  lacks(entries: readonly ClockCount[]): boolean {
    return entries.some(({ feed, count }) =>
      (this.log.get(feed)?.reach ?? 0) < count
    );
  }

  /** What is here of each feed, to ask others for the rest. */
  held(): Map<FeedId, Held> {
    return new Map(
      Array.from(
        this.log.values(),
        ({ id, count, since }) => [id, { count, since }],
      ),
    );
  }

  /**
   * What somebody lacks who holds so much: a feed's entries in their order, or sums of them where they are not retained
   * one by one; feeds taken in turn, up to `limitBytes` but at least one. Or "beyond horizon" where they are not
   * retained at all: they need a snapshot.
   *
   * @param inParts of some feeds all is as good as of none: the others are left out, while there are any
   */
  missing(
    held: ReadonlyMap<FeedId, Held>,
    limitBytes: number,
    inParts = false,
  ): Segment[] | "beyond horizon" {
    return this.log.missing(held, limitBytes, inParts);
  }

  /** Stops retaining entries of `id` up to number `upTo`; those not folded stay. */
  forget(id: FeedId, upTo: number): void {
    this.log.get(id)?.forget(upTo);
  }

  /**
   * Retains sums in the place of entries of `id` up to number `upTo`, where that takes less memory.
   *
   * @param isWanted whether somebody may ask for what comes right after an entry: no sum reaches across it
   */
  condense(
    id: FeedId,
    upTo: number,
    isWanted: (seq: number) => boolean,
  ): void {
    this.log.get(id)?.condense(upTo, isWanted, this.rules.layout);
  }

  /**
   * Retains entries, or sums of them, again that the model holds already, so that they can be served: those that a
   * peer has in its own log after it took over a snapshot, or inherits from whom it has that from. Entries are known
   * by their hashes, as the head is, so no signature of theirs is checked.
   *
   * @param segments of one feed in their order, the last of them right before the first still retained
   * @returns how many, the last ones, were right and are retained again
   */
  recall(segments: readonly Segment[]): number {
    const last = segments.at(-1);
    if (last === undefined) return 0;
    const damaged = segments.findLastIndex((segment) =>
      isRangeSum(segment)
        ? !isBetweenHeaders(segment, this.rules) ||
          !isWhatWasSigned(segment, this.fingerprints)
        : !isIntact(segment)
    );
    const feed = this.log.get(last.feed);
    return feed?.recall(segments.slice(damaged + 1)) ?? 0;
  }
}
