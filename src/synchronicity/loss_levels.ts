/** Losses, of about as many units, between two looks at the estimate of F*. */
interface Block {
  readonly length: number;
  sum: number;
  count: number;
}

/** Updates over which the present loss is averaged. */
const WINDOW = 64;

/** The least part of the way from F(w_0) to F* that is ever taken to be left. */
const LEAST_LEFT = 1e-3;

/**
 * Follows the losses in headers: F(w_0), F(w_s), and an estimate of F*, the least
 * that training will reach. A rule that takes F* for 0, as AdaSync does, waits for
 * ever where a loss falls from 10.8 to 3.2.
 *
 * F* is extrapolated from the mean losses of dyadic blocks of updates (1, 2, 4 …
 * of them): what falls as a power of time towards F* falls by one factor from
 * block to block, so that Aitken's delta-squared gives F* exactly; what falls
 * exponentially is through by then. A plateau because of noise looks like F* too,
 * and is one, as long as K stays.
 */
export class LossLevels {
  /** Mean loss of the first updates, F(w_0); NaN before them. */
  start = NaN;
  /** Decayed mean of the newest losses, F(w_s); NaN before the first. */
  present = NaN;
  /** The estimate of F*; 0, which most losses do not go below, until there is better. */
  least = 0;
  readonly #first: number;
  #updates = 0;
  #isSigned = false;
  #block: Block = { length: 1, sum: 0, count: 0 };
  #means: number[] = [];

  /** @param first updates whose mean is F(w_0): a round of them */
  constructor(first: number) {
    this.#first = Math.max(1, first);
  }

  /** Takes in the loss that one update's header names. */
  add(loss: number): void {
    if (!Number.isFinite(loss)) return;
    this.#updates++;
    this.#isSigned ||= loss < 0;
    const n = Math.min(this.#updates, WINDOW);
    this.present = this.#updates === 1
      ? loss
      : this.present + (loss - this.present) / n;
    if (this.#updates <= this.#first) this.start = this.present;
    const block = this.#block;
    block.sum += loss;
    if (++block.count === block.length) this.#close(block);
  }

  /** F(w_0) - F* over F(w_s) - F*: how far down the loss has come; at least 1. */
  get descent(): number {
    const whole = this.start - this.least;
    if (!(whole > 0)) return 1;
    const left = Math.max(this.present - this.least, LEAST_LEFT * whole);
    return Math.max(1, whole / left);
  }

  #close(block: Block): void {
    this.#means.push(block.sum / block.count);
    // The first few updates are a round each, and no level of anything.
    const length = Math.max(block.length * 2, this.#first);
    this.#block = { length, sum: 0, count: 0 };
    const [a, b, c] = this.#means.slice(-3);
    if (c === undefined || this.#means.length < 5) return;
    const before = a! - b!;
    const after = b! - c;
    if (!(before > after && after > 0)) return;
    const extrapolated = c - after ** 2 / (before - after);
    this.least = this.#isSigned ? extrapolated : Math.max(0, extrapolated);
  }
}
