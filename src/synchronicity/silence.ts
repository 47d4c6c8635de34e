import { DecayedStatistic } from "./decayed_statistic.ts";

/**
 * The gap, in ms, taken for granted before anything was observed: the part that
 * RFC 6298's initial time-out of one second plays for TCP.
 */
export const INITIAL_GAP = 1000;

/**
 * Decides when a peer's silence is one that its own history cannot explain.
 *
 * A peer speaks at least once in its heart beat, also in the middle of a
 * gradient, so the gaps between its messages tell how long it is usually silent.
 * Silence beyond four times the longest gap remembered raises a doubt; a quarter
 * of that time later, when whatever waited in the own event loop has been read,
 * doubt becomes suspicion.
 */
export class Silence {
  readonly #gaps = new DecayedStatistic(64);
  #heard: number;
  #doubtedAt: number | undefined;
  #disconnected = false;

  /**
   * Starts when the peer is first heard.
   *
   * @param now that time, monotonic, ms
   */
  constructor(now: number) {
    this.#heard = now;
    this.#gaps.add(INITIAL_GAP);
  }

  /** Notes a message at `now` (ms, monotonic). */
  hear(now: number): void {
    this.#gaps.add(now - this.#heard);
    this.#heard = now;
    this.#doubtedAt = undefined;
    this.#disconnected = false;
  }

  /** Notes a message whose gap says nothing: the peer had been suspected. */
  restart(now: number): void {
    this.#heard = now;
    this.#doubtedAt = undefined;
    this.#disconnected = false;
  }

  /** Notes that the connection broke: from here the mean gap is patience enough. */
  disconnect(): void {
    this.#disconnected = true;
  }

  /** How long this peer may be silent before it is doubted, in ms. */
  get patience(): number {
    if (this.#disconnected) return 2 * this.#gaps.mean;
    return 4 * this.#gaps.largest;
  }

  /** When to look again, in ms on the same clock. */
  get deadline(): number {
    return this.#doubtedAt === undefined
      ? this.#heard + this.patience
      : this.#doubtedAt + this.patience / 4;
  }

  /** How long the peer has been silent, in ms. */
  silentFor(now: number): number {
    return now - this.#heard;
  }

  /** Looks at the clock: whether the silence is beyond explanation. */
  isSuspect(now: number): boolean {
    if (now < this.deadline) return false;
    if (this.#doubtedAt === undefined) {
      this.#doubtedAt = now;
      return false;
    }
    return true;
  }
}
