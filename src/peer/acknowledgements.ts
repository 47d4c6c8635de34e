import type { ClockCount, FeedId } from "../replica/mod.ts";
import { RecentDelays } from "../synchronicity/mod.ts";
import type { Member } from "./members.ts";

/** Own updates of which it is remembered when they went out. */
const REMEMBERED = 64;

/** Acknowledgements, and lags, that are remembered of each member. */
const OF_EACH = 16;

/**
 * How far the others have folded the own updates, in their own words, and how long
 * after they went out that was heard.
 */
export class Acknowledgements {
  /** From publishing an update to hearing that another has folded it, ms. */
  readonly delays: RecentDelays = new RecentDelays();
  readonly #self: FeedId;
  readonly #publishedAt = new Map<number, number>();

  /** @param self the own feed */
  constructor(self: FeedId) {
    this.#self = self;
  }

  /** Notes that the own update `seq` goes out now. */
  published(seq: number, now: number): void {
    this.#publishedAt.set(seq, now);
    if (this.#publishedAt.size > REMEMBERED) {
      this.#publishedAt.delete(seq - REMEMBERED);
    }
  }

  /** When the own update that `member` has to fold next went out, ms. */
  unfoldedSince(member: Member): number | undefined {
    return this.#publishedAt.get(member.folded + 1);
  }

  /** Takes in what a member has folded. */
  hear(member: Member, entries: readonly ClockCount[], now: number): void {
    for (const { feed, count } of entries) {
      if (feed !== this.#self || count <= member.folded) continue;
      const at = this.#publishedAt.get(count);
      // What somebody folds who was away says how long that was, not how far it is.
      if (at !== undefined && !member.suspected) {
        this.delays.add(now - at);
        member.acknowledgement ??= new RecentDelays(OF_EACH);
        member.acknowledgement.add(now - at);
        // Folded since the member last spoke, so it was kept back no longer than that.
        const kept = member.silence.silentFor(now);
        member.lag ??= new RecentDelays(OF_EACH);
        member.lag.add(Math.max(0, now - at - kept) / 2);
      }
      member.folded = count;
    }
  }

  /** This machine stood still: how long after that word comes says nothing of the links. */
  slept(): void {
    this.#publishedAt.clear();
  }
}
