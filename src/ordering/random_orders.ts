import { permutation, type Random } from "../random/mod.ts";

/** Where the herding bound of random orders lies. */
export interface RandomHerding {
  /** Their median. */
  random: number;
  /** Nine of ten stray farther than this, but for one in twenty … */
  low: number;
  /** … and less far than this, but for one in twenty. */
  high: number;
}

/** Orders that are drawn: of 99, the fifth from either end is a quantile of 5 %. */
const ORDERS = 99;
/** Vectors that are kept. */
const KEPT = 1024;

/**
 * Draws random orders of the vectors of an epoch, and measures how far they stray.
 *
 * A formula for it (a Brownian bridge for each coordinate) would be cheaper, and
 * wrong by a third: the coordinates of a network's gradients go together, and an
 * epoch may have few steps. These are the very vectors, in other orders, looked at
 * as often. Of a long epoch a uniform sample is kept (a reservoir, Vitter 1985),
 * and what its orders stray is enlarged by the square root of what it lacks.
 *
 * It keeps `KEPT` times the vectors' length, float32; the orders take some 10 ms.
 */
export class RandomOrders {
  readonly #length: number;
  readonly #random: Random;
  readonly #rows: Float32Array[] = [];
  #seen = 0;

  /**
   * Has seen nothing.
   *
   * @param length of the vectors
   * @param random decides what is kept, and the orders
   */
  constructor(length: number, random: Random) {
    this.#length = length;
    this.#random = random;
  }

  /** Takes in a vector; it is copied. */
  add(values: Float32Array): void {
    const place = this.#seen++ < KEPT
      ? this.#seen - 1
      : this.#random.below(this.#seen);
    if (place >= KEPT) return;
    (this.#rows[place] ??= new Float32Array(this.#length)).set(values);
  }

  /**
   * What random orders stray, in the infinity norm; forgets all vectors.
   *
   * @param steps at how many instants the epoch was looked at
   */
  finish(steps: number): RandomHerding {
    const kept = Math.min(this.#seen, KEPT);
    const rows = this.#centred(kept);
    const stride = Math.max(1, Math.round(kept / Math.max(1, steps)));
    const scale = Math.sqrt(this.#seen / Math.max(1, kept));
    const bounds = Float64Array.from(
      { length: ORDERS },
      () => scale * this.#stray(rows, permutation(kept, this.#random), stride),
    ).sort();
    this.#seen = 0;
    const [low, random, high] = [5, 50, 95].map((nth) => bounds[nth - 1]!);
    return { random: random!, low: low!, high: high! };
  }

  #centred(kept: number): Float64Array {
    const length = this.#length;
    const rows = new Float64Array(kept * length);
    for (let j = 0; j < length; j++) {
      let sum = 0;
      for (let i = 0; i < kept; i++) sum += this.#rows[i]![j]!;
      for (let i = 0; i < kept; i++) {
        rows[i * length + j] = this.#rows[i]![j]! - sum / kept;
      }
    }
    return rows;
  }

  #stray(rows: Float64Array, order: Uint32Array, stride: number): number {
    const length = this.#length;
    const prefix = new Float64Array(length);
    let largest = 0;
    for (let t = 0; t < order.length; t++) {
      const row = order[t]! * length;
      for (let j = 0; j < length; j++) prefix[j]! += rows[row + j]!;
      if ((t + 1) % stride !== 0) continue;
      for (let j = 0; j < length; j++) {
        const stray = Math.abs(prefix[j]!);
        if (stray > largest) largest = stray;
      }
    }
    return largest;
  }
}
