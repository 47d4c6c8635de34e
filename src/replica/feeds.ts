import {
  type Admission,
  type AdmissionRules,
  admit,
  admitNext,
} from "./admission.ts";
import { Feed, type FeedEnd } from "./feed.ts";
import type { FeedHead, MemoryUse } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import { forkReason, forkWith } from "./forks.ts";
import { bytesOf, endOf, type RangeSum, type Segment } from "./range_sum.ts";
import type { Update, UpdateHeader } from "./update.ts";

/** What a peer has of a feed. */
export interface Held {
  /** Entries admitted. */
  readonly count: number;
  /** The entry after which it has everything, singly or in sums. */
  readonly since: number;
}

const NOTHING: Held = { count: 0, since: 0 };

/** How much is held for others and for later. */
export interface FeedLimits {
  /** Entries held ahead of their turn, for each feed; default 256. */
  readonly earlyEntries?: number;
  /** Bytes held ahead of their turn, over all feeds; default 64 MiB. */
  readonly earlyBytes?: number;
  /** Feeds; default 16,384. */
  readonly feeds?: number;
}

/** What became of an update, and of those that waited for it. */
export type Received = Admission & {
  /** Entries that became foldable: this one and held ones that followed. */
  readonly admitted: number;
  /** Set where this call ended the feed. */
  readonly ended?: FeedEnd;
};

const NEXT: Received = { kind: "next", admitted: 1 };

/** All feeds that a replica has seen: takes updates in any order, keeps them in each feed's own. */
export class Feeds {
  readonly #rules: AdmissionRules;
  readonly #limits: Required<FeedLimits>;
  readonly #feeds = new Map<FeedId, Feed>();
  readonly #memory: MemoryUse = { retained: 0, early: 0 };

  /** No feeds yet. */
  constructor(rules: AdmissionRules, limits: FeedLimits = {}) {
    this.#rules = rules;
    this.#limits = {
      earlyEntries: 256,
      earlyBytes: 2 ** 26,
      feeds: 2 ** 14,
      ...limits,
    };
  }

  /** Bytes of updates retained to serve others, and held until their turn. */
  get bytes(): number {
    return this.#memory.retained + this.#memory.early;
  }

  /** A feed, if it was seen. */
  get(id: FeedId): Feed | undefined {
    return this.#feeds.get(id);
  }

  /** All feeds, in order of appearance. */
  values(): IterableIterator<Feed> {
    return this.#feeds.values();
  }

  /** Takes an update from anyone: appends it to its feed, holds it until its turn, or says what is wrong with it. */
  receive(update: Update): Received {
    return this.#take(
      update,
      admit(this.#rules, this.#feeds.get(update.feed), update),
    );
  }

  /** Takes an update that this process signed itself, whose signature need not be checked again. */
  append(update: Update): Received {
    const feed = this.#feeds.get(update.feed);
    if (
      update.header.seq !== (feed?.count ?? 0) + 1 || feed?.ended !== undefined
    ) {
      return this.receive(update);
    }
    return this.#take(update, admitNext(this.#rules, feed, update));
  }

  /** A feed, made where there is none; undefined where there are too many. */
  open(id: FeedId, header: UpdateHeader): Feed | undefined {
    let feed = this.#feeds.get(id);
    if (feed !== undefined) return feed;
    if (this.#feeds.size >= this.#limits.feeds) return undefined;
    feed = new Feed(id, header, this.#memory);
    this.#feeds.set(id, feed);
    return feed;
  }

  #take(update: Update, admission: Admission): Received {
    const { kind } = admission;
    if (kind !== "next" && kind !== "early" && kind !== "refused") {
      return { ...admission, admitted: 0 };
    }
    const feed = this.open(update.feed, update.header);
    if (feed === undefined) {
      const reason = `No more than ${this.#limits.feeds} feeds are taken`;
      return { kind: "invalid", reason, admitted: 0 };
    }
    if (kind === "refused") {
      return {
        ...admission,
        admitted: 0,
        ...end(feed, update, admission.reason),
      };
    }
    if (kind === "early") {
      this.#hold(feed, update);
      return { ...admission, admitted: 0 };
    }
    feed.append(update);
    if (!feed.holdsEarly) return NEXT;
    const drained = this.#drain(feed);
    return { ...admission, ...drained, admitted: drained.admitted + 1 };
  }

  /** What does not fit is dropped, the entry furthest ahead first: catch-up brings it again. */
  #hold(feed: Feed, update: Update): void {
    feed.hold(update);
    const { earlyEntries, earlyBytes } = this.#limits;
    while (
      feed.early.length > earlyEntries || this.#memory.early > earlyBytes
    ) {
      const furthest = Math.max(...feed.early);
      feed.takeEarly(furthest);
      if (furthest === update.header.seq) return;
    }
  }

  #drain(feed: Feed): { admitted: number; ended?: FeedEnd } {
    for (let admitted = 0;; admitted++) {
      const update = feed.takeEarly(feed.count + 1);
      if (update === undefined) return { admitted };
      const next = admitNext(this.#rules, feed, update);
      if (next.kind === "refused") {
        return { admitted, ...end(feed, update, next.reason) };
      }
      feed.append(update);
    }
  }

  /** Moves a feed to a head learnt from a snapshot; held entries that follow it are admitted. */
  jump(id: FeedId, head: FeedHead): Feed {
    const feed = this.#open(id, head);
    feed.jump(head);
    this.#drain(feed);
    return feed;
  }

  /** Appends a sum that was just added to the model; held entries that follow it are admitted. */
  appendSum(sum: RangeSum): Feed {
    const feed = this.#open(sum.feed, sum.to);
    feed.appendSum(sum);
    this.#drain(feed);
    return feed;
  }

  #open(id: FeedId, { header }: FeedHead): Feed {
    let feed = this.#feeds.get(id);
    if (feed === undefined) {
      feed = new Feed(id, header, this.#memory);
      this.#feeds.set(id, feed);
    }
    return feed;
  }

  /** See Replica.missing(). */
  missing(
    held: ReadonlyMap<FeedId, Held>,
    limitBytes: number,
    inParts: boolean,
  ): Segment[] | "beyond horizon" {
    let turn: Segment[][] = [];
    let isWhole = true;
    for (const feed of this.#feeds.values()) {
      const { count, since } = held.get(feed.id) ?? NOTHING;
      if (count >= Math.min(feed.count, feed.last)) continue;
      const segments = feed.after(count, since);
      if (segments === undefined) {
        if (!inParts) return "beyond horizon";
        isWhole = false;
        continue;
      }
      // Of a branch that cannot be taken out again nobody is to have more.
      turn.push(
        feed.residue === 0
          ? segments
          : segments.filter((segment) => endOf(segment) <= feed.last),
      );
    }
    if (turn.length === 0 && !isWhole) return "beyond horizon";
    const missing: Segment[] = [];
    let bytes = 0;
    for (let i = 0; turn.length > 0; i++) {
      turn = turn.filter((segments) => i < segments.length);
      for (const segments of turn) {
        bytes += bytesOf(segments[i]!);
        if (bytes > limitBytes && missing.length > 0) return missing;
        missing.push(segments[i]!);
      }
    }
    return missing;
  }
}

function end(feed: Feed, update: Update, reason: string): { ended?: FeedEnd } {
  const fork = forkWith(feed, update);
  const seq = fork?.seq ?? update.header.seq;
  const other = feed.find(seq);
  const before = feed.ended;
  feed.end({
    seq,
    reason: fork === undefined ? reason : forkReason(fork),
    evidence: other === undefined || other === update
      ? [update]
      : [other, update],
    ...(fork === undefined ? {} : { fork }),
  });
  return feed.ended === before || feed.ended === undefined
    ? {}
    : { ended: feed.ended };
}
