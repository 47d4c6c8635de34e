import type { RecentDelays } from "../synchronicity/mod.ts";
import type { PeerEvent } from "./events.ts";
import type { Member } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/** Acknowledgements of which there have to be so many to tell what is usual. */
const ENOUGH = 8;

/** So many usual times an update may wait to be folded. */
const TIMES = 3;

/**
 * Holds a publisher back while a live peer has yet to fold a window of its
 * updates. It counts folding, not publishing: a slow computer folds in the middle
 * of its gradient and holds nobody up. One that reads too slowly is waited for as
 * long as acknowledgements usually take, then left to catch up by itself.
 *
 * That is no proof of its death, and needs none: whoever is left behind wrongly
 * loses nothing, and is waited for again once it has caught up. So the bound is a
 * multiple of the median, which the acknowledgements that an outage has delayed do
 * not move as they would the largest, and not the patience with silence, which is
 * so long because it has to be right.
 */
export class BackPressure {
  #heldSince: number | undefined;
  #slowest: Member | undefined;
  readonly #swarm: Swarm;
  readonly #window: number;
  readonly #emit: (event: PeerEvent) => void;

  /** @param window own updates that a live peer may have yet to fold */
  constructor(
    swarm: Swarm,
    window: number,
    emit: (event: PeerEvent) => void,
  ) {
    this.#swarm = swarm;
    this.#window = window;
    this.#emit = emit;
  }

  /** Whom to wait for before the update after `seq`, if anyone. */
  holdup(seq: number, now: number): string | undefined {
    for (;;) {
      const furthest = this.#swarm.furthestBehind(seq, this.#window);
      if (furthest === undefined || furthest.behind < this.#window) {
        this.#heldSince = undefined;
        return undefined;
      }
      this.#heldSince ??= now;
      const { member, behind } = furthest;
      this.#slowest = member;
      if (now < this.deadline) return member.publicKey;
      member.lagging = true;
      this.#heldSince = undefined;
      this.#emit({ type: "member-lagging", peer: member.publicKey, behind });
    }
  }

  /** This machine slept: its waiting begins anew. */
  slept(now: number): void {
    if (this.#heldSince !== undefined) this.#heldSince = now;
  }

  /**
   * When the update that is waited for has been under way for longer than
   * acknowledgements explain. Where too few were measured the wait itself counts,
   * and may last as long as silence may; where there was none, as long as they live.
   */
  get deadline(): number {
    if (this.#heldSince === undefined) return Infinity;
    const member = this.#slowest!;
    const usual = this.#usual(member);
    const since = this.#swarm.acknowledged.unfoldedSince(member);
    if (usual === undefined || since === undefined) {
      const { largest } = this.#swarm.acknowledged.delays;
      // Where nobody has folded anything it is no reader that is slow, but what is read:
      // large payloads on a thin link. Whoever does not live is not waited for.
      if (largest === undefined) return Infinity;
      const { patience } = member.silence;
      return this.#heldSince + Math.max(patience, TIMES * largest);
    }
    return since + TIMES * usual;
  }

  /** What acknowledgements take of this one, or of all, whichever is more, ms. */
  #usual(member: Member): number | undefined {
    const all = usualOf(this.#swarm.acknowledged.delays);
    const own = usualOf(member.acknowledgement);
    return all === undefined ? own : Math.max(all, own ?? 0);
  }
}

/** The median delay, ms; undefined while they are few. */
function usualOf(delays: RecentDelays | undefined): number | undefined {
  return delays === undefined || delays.count < ENOUGH
    ? undefined
    : delays.median;
}
