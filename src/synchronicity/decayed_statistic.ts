/**
 * Mean, mean deviation and largest value of a stream, the past fading: how every
 * delay is remembered, so that a machine that changes is noticed.
 *
 * The mean and deviation follow Jacobson and Karels (1988, RFC 6298), with the
 * plain average until the window is full, so that the first values count fully.
 */
export class DecayedStatistic {
  /** How many values were added. */
  count = 0;
  /** The decayed mean; 0 before the first value. */
  mean = 0;
  /** The decayed mean absolute deviation from the mean. */
  deviation = 0;
  /** The largest value, fading towards the mean. */
  largest = 0;
  readonly #window: number;

  /**
   * Starts empty.
   *
   * @param window about how many values are remembered
   */
  constructor(window = 32) {
    this.#window = window;
  }

  /** Adds one value. */
  add(value: number): void {
    const rate = 1 / Math.min(++this.count, this.#window);
    const error = value - this.mean;
    this.mean += rate * error;
    if (this.count > 1) {
      this.deviation += rate * (Math.abs(error) - this.deviation);
    }
    const faded = this.largest + (this.mean - this.largest) / this.#window / 4;
    this.largest = Math.max(value, faded);
  }
}
