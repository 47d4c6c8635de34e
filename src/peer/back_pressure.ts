import type { PeerEvent } from "./events.ts";
import type { Member } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Holds a publisher back while a live peer has yet to fold a window of its
 * updates. It counts folding, not publishing: a slow computer folds in the middle
 * of its gradient and holds nobody up. One that reads too slowly is waited for as
 * long as its acknowledgements explain, then left to catch up by itself.
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

  /** When the wait has lasted longer than acknowledgements and silences explain. */
  get deadline(): number {
    if (this.#heldSince === undefined) return Infinity;
    const { largest = 0 } = this.#swarm.acknowledgement;
    const { patience } = this.#slowest!.silence;
    return this.#heldSince + Math.max(patience, 4 * largest);
  }
}
