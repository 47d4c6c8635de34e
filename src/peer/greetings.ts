import { FIRST_BEAT, RecentDelays } from "../synchronicity/mod.ts";

/** Times the longest greeting: what four words take, each four greetings apart. */
const PATIENCE = 20;

/** Beats that a first word may take where no greeting was seen yet: on a lossy link it is sent more than once. */
const FIRST_WORD = 12;

/** Who is connected and has not said where it stands. */
export class Greetings {
  /** Whether those who come are to begin together, and later. */
  gathers = false;
  /** Whether somebody has said that he trains. */
  hasBegun = false;
  /** From the opening of a connection to the first word over it, ms. */
  readonly #delays = new RecentDelays();
  readonly #since = new Map<string, number>();
  #newest = -Infinity;

  /** A connection has opened with a peer (hex) of which nothing was heard. */
  connect(publicKey: string, now: number): void {
    this.#since.set(publicKey, now);
    this.#newest = now;
  }

  /** It has said where it stands. */
  hear(publicKey: string, now: number): void {
    const since = this.#since.get(publicKey);
    if (since === undefined) return;
    this.#delays.add(now - since);
    this.#since.delete(publicKey);
  }

  /** Its connection broke. */
  disconnect(publicKey: string): void {
    this.#since.delete(publicKey);
  }

  /** Whether others may come who begin together with this peer: nobody has begun. */
  get isGathering(): boolean {
    return this.gathers && !this.hasBegun;
  }

  /**
   * Whether there still may be word of somebody: for three seconds, or less where
   * others have greeted in less.
   *
   * @param from when this peer began to take part
   */
  awaits(now: number, from: number): boolean {
    if (this.#since.size === 0) return false;
    const usual = PATIENCE * (this.#delays.largest ?? Infinity);
    return now <
      Math.max(from, this.#newest) + Math.min(FIRST_WORD * FIRST_BEAT, usual);
  }
}
