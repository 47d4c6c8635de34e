import { INITIAL_GAP } from "../synchronicity/mod.ts";
import type { Status } from "../replica/mod.ts";

/**
 * When to ask another peer for what gossip did not bring: a gap that a status
 * shows and that has not closed in the time that updates usually take. One
 * partner at a time, so that a healed partition starts no storm.
 */
export class CatchUp {
  /** Hex of the public key that is being asked, if any. */
  asking: string | undefined;
  /** Whether a snapshot may be sent instead of the updates. */
  snapshotWelcome = true;
  #status: Status | undefined;
  #partner: string | undefined;
  #since = 0;
  #failures = 0;

  /**
   * Notes that `partner`'s clock names `behind` updates that are not here.
   */
  note(partner: string, status: Status, behind: number, now: number): void {
    if (behind === 0) return;
    if (this.#status === undefined) this.#since = now;
    this.#partner = partner;
    this.#status = status;
  }

  /** The status that shows the gap, and whose it is. */
  get gap(): { partner: string; status: Status } | undefined {
    if (this.#status === undefined || this.#partner === undefined) return;
    return { partner: this.#partner, status: this.#status };
  }

  /**
   * When the gap is old enough to ask; Infinity without one.
   *
   * @param usual how long updates usually take, ms, once that is known
   * @param urgent ask at once, as a joiner does
   */
  deadline(usual: number | undefined, urgent: boolean): number {
    if (this.#status === undefined || this.asking !== undefined) {
      return Infinity;
    }
    const patience = urgent && this.#failures === 0
      ? 0
      : 2 * (usual ?? INITIAL_GAP / 8);
    return this.#since + patience * 2 ** Math.min(this.#failures, 6);
  }

  /** Whom to ask: whoever showed the gap, or after a failure the next in turn. */
  choose(connected: ReadonlySet<string>): string | undefined {
    const partner = this.#partner;
    if (partner !== undefined && connected.has(partner) && !this.#failures) {
      return partner;
    }
    return [...connected].sort()[this.#failures % connected.size];
  }

  /** The gap has closed, or its witness is gone. */
  clear(): void {
    this.#status = undefined;
    this.#failures = 0;
  }

  /** The partner's answer has ended, well or not. */
  ended(failed: boolean, now: number): void {
    this.asking = undefined;
    this.#status = undefined;
    this.#since = now;
    this.#failures = failed ? this.#failures + 1 : 0;
  }
}
