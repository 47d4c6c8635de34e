import { DecayedStatistic } from "../synchronicity/mod.ts";

/** Rounds after which their mean time is believed, and over which it decays. */
const MEASURED = 16;

/** When rounds began, and how long they take while K stays what it is. */
export class RoundTimes {
  /** The present round; -1 before any was seen. */
  round = -1;
  /** When it began, ms. */
  began = 0;
  /** When the one before it began, ms. */
  before = 0;
  #times = new DecayedStatistic(MEASURED);
  #k = NaN;

  /** A later round begins, with this K in force. */
  turn(round: number, k: number, now: number): void {
    if (k !== this.#k) {
      this.#k = k;
      this.#times = new DecayedStatistic(MEASURED);
    } else if (this.round >= 0) {
      this.#times.add((now - this.began) / (round - this.round));
    }
    this.round = round;
    this.before = this.began;
    this.began = now;
  }

  /** Mean ms of a round with this K; undefined where there were too few. */
  mean(k: number): number | undefined {
    const { count, mean } = this.#times;
    return k === this.#k && count >= MEASURED && mean > 0 ? mean : undefined;
  }
}
