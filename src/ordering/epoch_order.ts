import { permutation, Random } from "../random/mod.ts";
import type { Share, UnitOrder } from "./unit_order.ts";

/** What an order by epochs is made of. */
export interface EpochOrderOptions {
  /** The task's seed. */
  seed: number;
  /**
   * Asked for the own units when an epoch begins, so that a changed roster is
   * dealt anew there and nowhere else.
   */
  share: (epoch: number) => Share;
  /** The first epoch's number; a joiner starts in the swarm's. Default 0. */
  epoch?: number;
}

/** An epoch that is about to begin. */
export interface NextEpoch extends Share {
  /** Its number. */
  epoch: number;
  /** The order of the epoch before; empty at first. */
  before: readonly number[];
}

/**
 * The units of a share, epoch by epoch, each once an epoch; the subclass says in
 * which order.
 */
export abstract class EpochOrder implements UnitOrder {
  /** The task's seed. */
  protected readonly seed: number;
  readonly #share: (epoch: number) => Share;
  #epoch: number;
  #seat = "";
  #order: readonly number[] = [];
  #position = 0;

  /** Starts before the first epoch. */
  constructor(options: EpochOrderOptions) {
    this.seed = options.seed;
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

  /** This epoch's units in their order; empty before the first. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** Units of this epoch given out and not put back: the place of the next one. */
  get position(): number {
    return this.#position;
  }

  /** Whether the next unit begins a new epoch. */
  get isUsedUp(): boolean {
    return this.#position === this.#order.length;
  }

  /** Begins with this epoch. */
  startAt(epoch: number): void {
    this.#epoch = epoch - 1;
  }

  /**
   * The next unit of the share.
   *
   * @throws {RangeError} If the share is empty
   */
  next(): number {
    if (this.isUsedUp) this.#begin();
    return this.#order[this.#position++]!;
  }

  /**
   * Puts the last unit back, where it was cancelled: it comes next again.
   *
   * @throws {RangeError} If it is not the last unit given out
   */
  putBack(unit: number): void {
    if (this.#position === 0 || this.#order[this.#position - 1] !== unit) {
      throw new RangeError(
        `Cannot put unit ${unit} back: it is not the last that was given out`,
      );
    }
    this.#position--;
  }

  /** The order of an epoch, a permutation of its units. */
  protected abstract arrange(next: NextEpoch): number[];

  #begin(): void {
    const epoch = this.#epoch + 1;
    const share = this.#share(epoch);
    if (share.units.length === 0) {
      throw new RangeError(
        "Cannot order an empty share: there are more peers than units; use smaller units",
      );
    }
    const order = this.arrange({ ...share, epoch, before: this.#order });
    this.#epoch = epoch;
    this.#seat = share.seat;
    this.#order = order;
    this.#position = 0;
  }
}

/** A fresh order that (seed, seat, epoch) decides: the same as `RandomOrder`'s. */
export function randomOrder(seed: number, next: NextEpoch): number[] {
  const { units, seat, epoch } = next;
  const random = new Random("order", seed, seat, epoch);
  // RandomOrder takes from the end.
  return [...permutation(units.length, random)].reverse().map((at) =>
    units[at]!
  );
}

/**
 * An order carried over to a changed share: what is still there keeps its
 * relative place, and what is new goes to random places, so that it is met at any
 * time of the epoch.
 *
 * @param before the order wanted for the share before
 */
export function carryOver(
  before: readonly number[],
  seed: number,
  { units, seat, epoch }: NextEpoch,
): number[] {
  const share = new Set(units);
  const kept = before.filter((unit) => share.delete(unit));
  const length = kept.length + share.size;
  const random = new Random("insert", seed, seat, epoch);
  const fresh = [...share];
  const places = new Set<number>();
  for (const place of permutation(length, random)) {
    if (places.size === fresh.length) break;
    places.add(place);
  }
  // In random order, too: units that come together shall not stay together.
  const shuffled = permutation(fresh.length, random);
  let i = 0, j = 0;
  return Array.from(
    { length },
    (_, place) => places.has(place) ? fresh[shuffled[j++]!]! : kept[i++]!,
  );
}
