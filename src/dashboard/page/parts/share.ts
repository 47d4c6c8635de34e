/** A frame that comes later than so many ms after the one before is late: 60 a second are aimed at. */
const LATE_MS = 20;

/** After a longer pause than this the frames are not in a row, and the pause was nobody's fault, ms. */
const IN_ROW_MS = 200;

/** How much more is drawn in a frame after one that was in time, views. */
const GROWTH = 0.1;

/**
 * How many views are drawn in a frame: half as many after a frame that was late, and slowly more
 * while they are in time. So a busy machine keeps its frames, and its views take longer turns.
 */
export class Share {
  readonly #most: number;
  #views: number;
  #last = -Infinity;

  /** `most`: how many views there are at all. */
  constructor(most: number) {
    this.#most = most;
    this.#views = most;
  }

  /** How many views the frame that begins at `now` (ms) draws: 1 at least. */
  at(now: number): number {
    const gap = now - this.#last;
    this.#last = now;
    if (gap < IN_ROW_MS) {
      this.#views = gap > LATE_MS
        ? Math.max(1, this.#views / 2)
        : Math.min(this.#most, this.#views + GROWTH);
    }
    return Math.floor(this.#views);
  }
}
