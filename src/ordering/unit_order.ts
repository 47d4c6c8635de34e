import { permutation, Random } from "../random/mod.ts";

/** Which unit comes next, for one peer and its share of the data. */
export interface UnitOrder {
  /** Passes over the own share begun so far, less one: the local epoch. */
  readonly epoch: number;
  /** The seat that the last unit was dealt to. */
  readonly seat: string;
  /** Whether the next unit begins a new epoch. */
  readonly isUsedUp: boolean;
  /** Before the first unit: begins with this epoch, as a joiner does in the swarm's. */
  startAt(epoch: number): void;
  /** The next unit; starts a new epoch where the last one is used up. */
  next(): number;
  /** Puts a cancelled unit back at the head: it comes next again. */
  putBack(unit: number): void;
}

/** What one peer visits in an epoch. */
export interface Share {
  /** The peer's place among all: decides its order, whoever holds it. */
  seat: string;
  /** The units it is dealt. */
  units: Uint32Array;
}

/**
 * Random reshuffling: every epoch visits each unit of the share once, in a fresh
 * order that (seed, seat, epoch) decides.
 *
 * @example
 * ```ts
 * import { RandomOrder } from "./unit_order.ts";
 *
 * const order = new RandomOrder({
 *   seed: 7,
 *   share: () => ({ seat: "0", units: Uint32Array.of(3, 5, 8) }),
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
  readonly #share: (epoch: number) => Share;
  #seat = "";

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
      share: (epoch: number) => Share;
      epoch?: number;
    },
  ) {
    this.#seed = options.seed;
    this.#share = options.share;
    this.#epoch = (options.epoch ?? 0) - 1;
  }

  /** The number of the epoch that the last unit came from. */
  get epoch(): number {
    return Math.max(0, this.#epoch);
  }

  /** The seat that the last unit was dealt to. */
  get seat(): string {
    return this.#seat;
  }

  /** Whether the next unit begins a new epoch. */
  get isUsedUp(): boolean {
    return this.#queue.length === 0;
  }

  /** Begins with this epoch. */
  startAt(epoch: number): void {
    this.#epoch = epoch - 1;
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
    const { seat, units } = this.#share(this.#epoch);
    this.#seat = seat;
    const random = new Random("order", this.#seed, seat, this.#epoch);
    for (const at of permutation(units.length, random)) {
      this.#queue.push(units[at]!);
    }
    if (units.length === 0) {
      throw new RangeError(
        "Cannot order an empty share: there are more peers than units; use smaller units",
      );
    }
  }
}
