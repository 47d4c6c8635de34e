/** Chunks asked of a neighbour at first: enough to see how fast they come. */
const FIRST_WINDOW = 4;

/** Chunks under way from one neighbour at least, so that it has the next when one is sent, and at most. */
const LEAST_WINDOW = 2, MOST_WINDOW = 256;

/** How long what is asked for may wait in queues, ms: what LEDBAT (RFC 6817) allows. */
const TARGET = 100;

/** How long the shortest wait is remembered, ms. */
const REMEMBERED = 10_000;

/** How long to wait for a neighbour that has sent nothing yet, ms. */
const FIRST_TIMEOUT = 3000;

/** The shortest time-out, ms: a process may be busy with something else for as long. */
const LEAST_TIMEOUT = 500;

/** How much longer each further time-out is, at most. */
const MOST_PATIENCE = 64;

/**
 * How fast chunks come from one neighbour: how many to have under way, and how long a silence says that it has failed.
 *
 * The window grows while what is asked for comes at once, and shrinks where it waits in queues (LEDBAT, RFC 6817), so a
 * link is kept busy and yet free for what is more urgent. Time-outs follow the mean and the deviation of what was seen
 * (RFC 6298).
 */
export class Pace {
  #window = FIRST_WINDOW;
  #isStarting = true;
  #mean: number | undefined;
  #deviation = 0;
  #interval: number | undefined;
  #patience = 1;
  #shortest = Infinity;
  #shortestBefore = Infinity;
  #shortestSince = -Infinity;

  /** Chunks that may be under way. */
  get window(): number {
    return Math.floor(this.#window);
  }

  /** Mean time between two chunks while some are under way, ms; undefined before the first. */
  get interval(): number | undefined {
    return this.#interval;
  }

  /** Whether it was silent for too long, and has sent nothing since. */
  get isSilent(): boolean {
    return this.#patience > 1;
  }

  /** How long a silence, while something is under way, is taken for a failure, ms. */
  get timeout(): number {
    if (this.#mean === undefined) return FIRST_TIMEOUT * this.#patience;
    const expected = 2 * this.#mean + 4 * this.#deviation;
    return Math.max(LEAST_TIMEOUT, expected) * this.#patience;
  }

  /**
   * A chunk has come.
   *
   * @param latency ms since it was asked for
   * @param interval ms since the one before it, or since it was asked for where that is less
   */
  arrived(latency: number, interval: number, now: number): void {
    this.#patience = 1;
    this.#interval = this.#interval === undefined
      ? interval
      : this.#interval + (interval - this.#interval) / 8;
    if (this.#mean === undefined) {
      this.#mean = latency;
      this.#deviation = latency / 2;
    } else {
      const error = Math.abs(latency - this.#mean);
      this.#deviation += (error - this.#deviation) / 4;
      this.#mean += (latency - this.#mean) / 8;
    }
    this.#adjust(latency, now);
  }

  /** Part of a chunk has come: it is not silent. */
  moved(): void {
    this.#patience = 1;
  }

  /** Nothing has come for too long. */
  expired(): void {
    this.#patience = Math.min(MOST_PATIENCE, 2 * this.#patience);
    this.#window = LEAST_WINDOW;
    this.#isStarting = false;
  }

  #adjust(latency: number, now: number): void {
    if (now - this.#shortestSince > REMEMBERED) {
      this.#shortestBefore = this.#shortest;
      this.#shortest = latency;
      this.#shortestSince = now;
    }
    this.#shortest = Math.min(this.#shortest, latency);
    const base = Math.min(this.#shortest, this.#shortestBefore);
    const waited = latency - base;
    if (this.#isStarting && waited < TARGET / 2) {
      this.#window++;
    } else {
      this.#isStarting = false;
      const room = Math.max(-1, (TARGET - waited) / TARGET);
      this.#window += room / this.#window;
    }
    this.#window = Math.min(MOST_WINDOW, Math.max(LEAST_WINDOW, this.#window));
  }
}
