/**
 * Points of a chart that are enough, whatever the time it shows: TensorBoard itself keeps
 * 1000.
 */
const ENOUGH = 1000;

/** A sample that comes so much too early is in time: timers are no exact clock. */
const SLACK = 0.1;

/**
 * Says when the next point of a chart is due: at first as often as asked, later ever more
 * seldom, so that a file of a day holds no more than three times the points of an hour.
 */
export class Sparse {
  readonly #every: number;
  #due = -Infinity;

  /** @param every Seconds between two points at first */
  constructor(every: number) {
    this.#every = every;
  }

  /** Whether there is to be a point at this time, in seconds since the beginning; if so, it is counted as there. */
  isDue(time: number): boolean {
    if (time < this.#due) return false;
    const every = this.#every * Math.max(1, time / ENOUGH);
    this.#due = time + (1 - SLACK) * every;
    return true;
  }
}
