import type { ClockCount } from "../replica/mod.ts";
import { INITIAL_GAP, RecentDelays } from "../synchronicity/mod.ts";

/**
 * When to ask another peer for what gossip did not bring: a gap that a header's
 * clock shows and that has not closed in a multiple of the time in which gaps
 * usually close by themselves. One partner at a time, more slowly after each
 * failure, so that a healed partition starts no storm.
 */
export class CatchUp {
  /** Hex of the public key that is being asked, if any. */
  asking: string | undefined;
  /** Whether a snapshot may be sent instead of the updates. */
  snapshotWelcome = true;
  #gap: { partner: string; entries: readonly ClockCount[] } | undefined;
  #since = 0;
  #failures = 0;
  readonly #closedAfter = new RecentDelays();

  /** Notes that a clock of `partner`'s names updates that are not here. */
  note(partner: string, entries: readonly ClockCount[], now: number): void {
    if (this.#gap === undefined) this.#since = now;
    this.#gap = { partner, entries };
  }

  /** The clock that shows the gap, and whose it is. */
  get gap(): { partner: string; entries: readonly ClockCount[] } | undefined {
    return this.#gap;
  }

  /**
   * When the gap is old enough to ask; Infinity without one.
   *
   * @param urgent ask at once, as a joiner does
   */
  deadline(urgent: boolean): number {
    if (this.#gap === undefined || this.asking !== undefined) return Infinity;
    if (urgent && this.#failures === 0) return this.#since;
    const usual = this.#closedAfter.median ?? INITIAL_GAP / 32;
    return this.#since + 8 * usual * 2 ** Math.min(this.#failures, 6);
  }

  /** Whom to ask: whoever showed the gap, or after a failure the next in turn. */
  choose(connected: ReadonlySet<string>): string | undefined {
    const partner = this.#gap?.partner;
    if (partner !== undefined && connected.has(partner) && !this.#failures) {
      return partner;
    }
    return [...connected].sort()[this.#failures % connected.size];
  }

  /** What was missing has come by gossip. */
  closed(now: number): void {
    this.#closedAfter.add(now - this.#since);
    this.#gap = undefined;
    this.#failures = 0;
  }

  /** The partner's answer has ended, well or not. */
  ended(failed: boolean, now: number): void {
    this.asking = undefined;
    this.#gap = undefined;
    this.#since = now;
    this.#failures = failed ? this.#failures + 1 : 0;
  }
}
