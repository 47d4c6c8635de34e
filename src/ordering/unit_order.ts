import { permutation, Random } from "../random/mod.ts";

/** Which unit comes next, for one peer and its share of the data. */
export interface UnitOrder {
  /** Passes over the own share begun so far, less one: the local epoch. */
  readonly epoch: number;
  /** The next unit; starts a new epoch where the last one is used up. */
  next(): number;
  /** Puts a cancelled unit back at the head: it comes next again. */
  putBack(unit: number): void;
}

/**
 * Random reshuffling: every epoch visits each unit of the share once, in a fresh
 * order that (seed, name, epoch) decides.
 *
 * @example
 * ```ts
 * import { RandomOrder } from "./unit_order.ts";
 *
 * const order = new RandomOrder({
 *   seed: 7,
 *   name: "ann",
 *   share: () => Uint32Array.of(3, 5, 8),
 * });
 * const unit = order.next(); // 3, 5 or 8
 * order.putBack(unit);
 * order.next() === unit; // true
 * ```
 */
export class RandomOrder implements UnitOrder {
  #epoch: number;
  #queue: number[] = [];
  readonly #seed: number;
  readonly #name: string;
  readonly #share: (epoch: number) => Uint32Array;

  /**
   * Starts before the first epoch.
   *
   * @param options.share asked for the own units when an epoch begins, so that a
   * changed roster is dealt anew there and nowhere else
   * @param options.epoch the first epoch's number; a joiner starts in the swarm's
   */
  constructor(
    options: {
      seed: number;
      name: string;
      share: (epoch: number) => Uint32Array;
      epoch?: number;
    },
  ) {
    this.#seed = options.seed;
    this.#name = options.name;
    this.#share = options.share;
    this.#epoch = (options.epoch ?? 0) - 1;
  }

  /** The number of the epoch that the last unit came from. */
  get epoch(): number {
    return Math.max(0, this.#epoch);
  }

  /** The next unit of the share. */
  next(): number {
    if (this.#queue.length === 0) this.#deal();
    return this.#queue.pop()!;
  }

  /** Puts a cancelled unit back at the head. */
  putBack(unit: number): void {
    this.#queue.push(unit);
  }

  #deal(): void {
    this.#epoch++;
    const share = this.#share(this.#epoch);
    const random = new Random("order", this.#seed, this.#name, this.#epoch);
    for (const at of permutation(share.length, random)) {
      this.#queue.push(share[at]!);
    }
    if (share.length === 0) {
      throw new RangeError(
        "Cannot order an empty share: there are more peers than units; use smaller units",
      );
    }
  }
}
