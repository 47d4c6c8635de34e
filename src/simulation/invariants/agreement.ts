import type { FeedId } from "../../replica/mod.ts";
import type { Separations } from "./separations.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/**
 * Who may end without whom. Everyone that ends normally ends with one model, which
 * has every update that any of them published. One excuse counts: a peer that ends
 * cannot wait for one that it cannot hear, or that begins or returns as it ends.
 */
export class Agreement {
  readonly #report: Report;
  readonly #hearing: number;
  readonly #separations: Separations;
  readonly #finished: WatchedPeer[] = [];
  /** Pairs that were excused, for statistics. */
  excused = 0;

  /**
   * @param separations when who was kept apart from whom
   * @param hearing how long a message may be on its way, ms
   */
  constructor(report: Report, separations: Separations, hearing: number) {
    this.#report = report;
    this.#separations = separations;
    this.#hearing = hearing;
  }

  /** A peer has finished by itself, regarding `watched.regarded` as live. */
  finished(watched: WatchedPeer): void {
    this.#finished.push(watched);
  }

  /** Compares those that are there at the end. */
  check(): void {
    const ended = this.#finished.filter((watched) =>
      watched.machine.peer === watched.peer
    );
    for (const a of ended) {
      for (const b of ended) {
        if (a === b) continue;
        const lacking = firstLacking(a, b);
        if (lacking === undefined) continue;
        if (this.#isExcused(a, b, lacking, ended)) {
          this.excused++;
          continue;
        }
        this.#report(
          "agreement",
          `It ended at ${a.finishedAt.toFixed(3)} ms with ${
            a.counts.get(lacking) ?? 0
          } of ${lacking}, of which peer ${b.index} has ${
            b.counts.get(lacking)
          }; nothing had kept them apart`,
          a,
        );
      }
      const own = a.peer.published;
      if ((a.counts.get(a.feed) ?? 0) !== own) {
        this.#report(
          "agreement",
          `It published ${own} updates and ended with ${
            a.counts.get(a.feed) ?? 0
          } of them`,
          a,
        );
      }
    }
  }

  /**
   * Whether `a` may lack entries of `feed` that `b` has: where it could not know
   * of b, or of somebody who has them and may have brought them to b later.
   */
  #isExcused(
    a: WatchedPeer,
    b: WatchedPeer,
    feed: FeedId,
    ended: readonly WatchedPeer[],
  ): boolean {
    const count = b.counts.get(feed)!;
    return ended.some((c) =>
      c !== a && (c === b || (c.counts.get(feed) ?? 0) >= count) &&
      this.#couldNotKnow(a, c)
    );
  }

  /** Whether two peers were kept apart while `a` ended, which did not count on `b`. */
  #couldNotKnow(a: WatchedPeer, b: WatchedPeer): boolean {
    if (a.regarded.has(b.feed)) return false;
    const since = Math.min(a.endingAt, b.endingAt) - this.#hearing;
    if ([a, b].some((peer) => peer.isLatecomer && peer.beganAt >= since)) {
      return true;
    }
    return this.#separations.divided(a.index, b.index, since, a.finishedAt);
  }
}

function firstLacking(a: WatchedPeer, b: WatchedPeer): FeedId | undefined {
  for (const [feed, count] of b.counts) {
    if ((a.counts.get(feed) ?? 0) < count) return feed;
  }
  return undefined;
}
