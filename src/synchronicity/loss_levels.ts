/** Losses, of about as many units, between two looks at the estimate of F*. */
interface Block {
  readonly length: number;
  sum: number;
  count: number;
}

/** Updates over which the present loss is averaged. */
const WINDOW = 64;

/** Powers of time that a loss may fall with. */
const POWERS = [1 / 2, 5 / 12, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 8];

/** Blocks that are looked at, and that have to be there first. */
const BLOCKS = 6;
const ENOUGH = 4;

/** The least part of the way from F(w_0) to F* that is ever taken to be left. */
const LEAST_LEFT = 1e-3;

/**
 * Follows the losses in headers: F(w_0), F(w_s), and an estimate of F*, the least
 * that training will reach. A rule that takes F* for 0, as AdaSync does, waits for
 * ever where a loss falls from 10.8 to 3.2.
 *
 * F* is extrapolated from the mean losses of blocks of updates, each twice as long
 * as the one before, by the power of time that fits them best: F* + c t^-p. A loss
 * that seems to come to rest sooner than 1/sqrt(t) does is not believed: most fall
 * in several ways, one slower than the other. A plateau because of noise looks like
 * F*, and is one, as long as K stays.
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
  #block: Block;
  readonly #blocks: Block[] = [];

  /** @param first updates whose mean is F(w_0): a round of them */
  constructor(first: number) {
    this.#first = Math.max(1, first);
    this.#block = { length: this.#first, sum: 0, count: 0 };
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
    this.#blocks.push(block);
    this.#block = { length: 2 * block.length, sum: 0, count: 0 };
    if (this.#blocks.length < ENOUGH) return;
    const least = extrapolate(this.#blocks.slice(-BLOCKS));
    this.least = this.#isSigned ? least : Math.max(0, least);
  }
}

/** F* of the best fit of F* + c t^-p, with c >= 0, to the means of dyadic blocks. */
function extrapolate(blocks: readonly Block[]): number {
  let best = { error: Infinity, least: 0 };
  for (const power of POWERS) {
    const fit = fitPower(blocks, power);
    if (fit.error < best.error) best = fit;
  }
  return best.least;
}

/** Least squares, each block counting by its length, as its mean is the less noisy. */
function fitPower(
  blocks: readonly Block[],
  power: number,
): { error: number; least: number } {
  let weight = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  blocks.forEach(({ sum, length }, i) => {
    const t = 2 ** (-power * i);
    const mean = sum / length;
    weight += length;
    x += length * t;
    y += length * mean;
    xx += length * t * t;
    xy += length * t * mean;
    yy += length * mean * mean;
  });
  const slope = Math.max(0, (weight * xy - x * y) / (weight * xx - x * x));
  const least = (y - slope * x) / weight;
  const error = yy - 2 * (slope * xy + least * y) + slope ** 2 * xx +
    2 * slope * least * x + least ** 2 * weight;
  return { error, least };
}
