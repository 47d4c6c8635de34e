/** How long not to dial a peer that is none of ours, in milliseconds; doubles each time. */
const AVOID = 30_000;

/** The longest such time. */
const AVOID_AT_MOST = 600_000;

/** Peers remembered. */
const REMEMBERED = 4096;

/** Remembers peers that are none of ours: how long to stay away, and what was said of them. */
export class Refusals {
  readonly #pauses = new Map<string, number>();
  readonly #reasons = new Map<string, Set<string>>();

  /** How long to avoid a peer that was found, again, to be none of ours, in milliseconds. */
  pause(peer: string): number {
    const pause = this.#pauses.get(peer) ?? AVOID;
    if (this.#pauses.size >= REMEMBERED) this.#pauses.clear();
    this.#pauses.set(peer, Math.min(AVOID_AT_MOST, 2 * pause));
    return pause;
  }

  /** Whether this is the first refusal of a peer for this reason. */
  isNews(peer: string, reason: string): boolean {
    if (this.#reasons.size >= REMEMBERED) this.#reasons.clear();
    const reasons = this.#reasons.get(peer) ?? new Set();
    this.#reasons.set(peer, reasons);
    if (reasons.has(reason)) return false;
    reasons.add(reason);
    return true;
  }

  /** A peer was found to be one of ours, after all. */
  forgive(peer: string): void {
    this.#pauses.delete(peer);
  }
}
