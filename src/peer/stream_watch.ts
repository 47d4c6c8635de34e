import { FIRST_BEAT, Lateness, Silence } from "../synchronicity/mod.ts";

/**
 * Watches the stream on which an answer comes: one that is silent for longer than
 * the partner's own promise and the frames before explain has stalled. Each that
 * stalls makes the next one's watch more patient, so that a slow link gets there.
 */
export class StreamWatch {
  #silence: Silence | undefined;
  #stalls = 0;

  /**
   * A request goes out.
   *
   * @param beat within which the partner promises word, ms
   */
  begin(now: number, beat: number = FIRST_BEAT): void {
    this.#silence = new Silence(
      now,
      beat * 2 ** Math.min(this.#stalls, 6),
      new Lateness(),
    );
  }

  /** A frame has come. */
  hear(now: number): void {
    this.#silence?.hear(now);
  }

  /** The answer has ended, or is waited for no longer. */
  end(): void {
    this.#silence = undefined;
  }

  /** An answer has come whole. */
  succeed(): void {
    this.#stalls = 0;
  }

  /** When to look again, ms. */
  get deadline(): number {
    return this.#silence?.deadline ?? Infinity;
  }

  /** Whether the stream is silent beyond explanation: said once. */
  hasStalled(now: number): boolean {
    if (this.#silence?.isSuspect(now) !== true) return false;
    this.#stalls++;
    this.end();
    return true;
  }

  /** How long it has been silent, ms. */
  silentFor(now: number): number {
    return this.#silence?.silentFor(now) ?? 0;
  }
}
