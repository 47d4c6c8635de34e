import type { AdmissionRules } from "./admission.ts";
import type { Feed } from "./feed.ts";
import type { FeedHead } from "./feed_head.ts";
import { feedIdOf } from "./feed_id.ts";
import type { Feeds } from "./feeds.ts";
import { type ForkEvidence, forkShownBy, tellsMore } from "./fork_evidence.ts";
import { equalBytes } from "./hex.ts";
import { verifyHeader } from "./wire.ts";

/** What one header and a feed as it is here show of a fork; undefined where they agree. */
export function forkWith(
  feed: Feed,
  head: FeedHead,
): ForkEvidence | undefined {
  const { seq } = head.header;
  let most: ForkEvidence | undefined;
  for (const near of [seq - 1, seq, seq + 1]) {
    const own = headOf(feed, near);
    const shown = own && forkShownBy(own, head);
    if (shown !== undefined && tellsMore(shown, most)) most = shown;
  }
  return most;
}

/**
 * Compares evidence with a feed as it is here: where it names another past than the
 * feed has, the fork is an earlier one, and that can be shown.
 *
 * @returns what tells most, perhaps the same
 */
export function deepest(feed: Feed, evidence: ForkEvidence): ForkEvidence {
  let most = evidence;
  for (;;) {
    const { first, second } = most;
    const more = [first, second].map((head) => forkWith(feed, head))
      .find((shown) => shown !== undefined && tellsMore(shown, most));
    if (more === undefined) return most;
    most = more;
  }
}

/** Why a feed has ended, in words. */
export function forkReason({ seq }: ForkEvidence): string {
  return `Two different updates are signed as number ${seq}: a fork`;
}

function headOf(feed: Feed, seq: number): FeedHead | undefined {
  if (seq === feed.count) return feed.admitted;
  return feed.find(seq) ?? feed.headAt(seq);
}

/** What {@linkcode Forks} works with. */
export interface ForksParts {
  /** All feeds of the replica. */
  readonly feeds: Feeds;
  /** What headers are verified by. */
  readonly rules: AdmissionRules;
  /** Takes a feed's entries after `count` out of the model, as far as they are retained. */
  readonly takeOut: (feed: Feed, count: number) => void;
}

/**
 * The forks that a replica knows of. A feed ends where it has forked: nothing from
 * there on is in the model, whichever branch had come here. Replicas that hold
 * different branches compare what evidence names as past with their own, so that
 * by and by all know the place where the branches part, and hold equal bytes again.
 */
export class Forks {
  readonly #parts: ForksParts;
  readonly #feeds = new Set<Feed>();
  readonly #known = new WeakSet<ForkEvidence>();
  #news: ForkEvidence[] = [];

  /** Knows of none. */
  constructor(parts: ForksParts) {
    this.#parts = parts;
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#feeds.size === 0;
  }

  /** What shows them, one for each feed that has forked. */
  *evidence(): Iterable<ForkEvidence> {
    for (const { ended } of this.#feeds) yield ended!.fork!;
  }

  /** Feeds that have forked. */
  feeds(): Iterable<Feed> {
    return this.#feeds;
  }

  /**
   * Takes in evidence from anyone.
   *
   * @returns whether it is right and tells something new
   * @throws {DivergedError} if the model leaves its range without what it forbids
   */
  hear(evidence: ForkEvidence): boolean {
    const { feeds } = this.#parts;
    const known = feeds.get(evidence.feed);
    const { ended } = known ?? {};
    if (ended !== undefined && ended.seq < evidence.seq) return false;
    if (!tellsMore(evidence, ended?.fork)) return false;
    const { first, second } = evidence;
    if (![first, second].every((head) => this.#isSigned(known, head))) {
      return false;
    }
    const feed = feeds.open(evidence.feed, first.header);
    if (feed === undefined) return false;
    feed.end(endBy(evidence));
    this.settle(feed);
    return true;
  }

  /** Looks whether headers from elsewhere, whose signatures are right, are of other branches than the feeds here. */
  compare(heads: Iterable<FeedHead>): void {
    for (const head of heads) {
      const { publicKey, incarnation } = head.header;
      const feed = this.#parts.feeds.get(feedIdOf(publicKey, incarnation));
      const shown = feed && forkWith(feed, head);
      if (shown !== undefined) this.hear(shown);
    }
  }

  /**
   * Looks at a feed that was found forked, or that has forked and grown: it ends at
   * the earliest number that can be shown, and the model goes back there.
   *
   * @throws {DivergedError} if the model leaves its range on the way; what was taken out stays out
   */
  settle(feed: Feed): void {
    const { fork } = feed.ended ?? {};
    if (fork === undefined) return;
    const most = deepest(feed, fork);
    if (most !== fork) feed.end(endBy(most));
    this.#feeds.add(feed);
    if (!this.#known.has(most)) this.#news.push(most);
    this.#known.add(most);
    this.#parts.takeOut(feed, feed.last);
  }

  /** What was learnt of forks since this was last asked, the newest last. */
  takeNews(): ForkEvidence[] {
    const news = this.#news;
    if (news.length > 0) this.#news = [];
    return news;
  }

  #isSigned(feed: Feed | undefined, head: FeedHead): boolean {
    const known = feed?.hashAt(head.header.seq);
    if (known !== undefined && equalBytes(known, head.hash)) return true;
    return verifyHeader(head.header, head.headerBytes, this.#parts.rules);
  }
}

function endBy(fork: ForkEvidence) {
  return { seq: fork.seq, reason: forkReason(fork), evidence: [], fork };
}
