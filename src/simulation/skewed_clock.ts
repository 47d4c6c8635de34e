/** How far the peers' own clocks may be from the simulation's. */
export interface ClockSkew {
  /** A clock's reading at time 0, ms: drawn between 0 and this; default 0. */
  readonly offset?: number;
  /** How much faster or slower it runs: drawn between minus and plus this (1e-4 is 100 ppm); default 0. */
  readonly drift?: number;
}

/** A peer's own monotonic clock, in ms: offset + (1 + drift) * virtual time. */
export class SkewedClock {
  readonly #offset: number;
  readonly #rate: number;

  /**
   * @param offset what it reads at virtual time 0, ms
   * @param drift how much faster it runs than the virtual clock, above -1
   */
  constructor(offset: number, drift: number) {
    this.#offset = offset;
    this.#rate = 1 + drift;
  }

  /** What it reads at a virtual time. */
  read(now: number): number {
    return this.#offset + this.#rate * now;
  }

  /** What a span of virtual time is on it, ms. */
  span(ms: number): number {
    return this.#rate * ms;
  }

  /** The first virtual time at which it reads no less than `reading`. */
  whenItReads(reading: number): number {
    let time = (reading - this.#offset) / this.#rate;
    // A peer that is woken one rounding too early asks for the same time again, for ever.
    while (this.read(time) < reading) {
      time += Number.EPSILON * Math.max(1, Math.abs(time));
    }
    return time;
  }
}
