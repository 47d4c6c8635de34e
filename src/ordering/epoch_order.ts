import { permutation, Random } from "../random/mod.ts";
import { Blocks } from "./blocks.ts";
import { type OrderMemory, visitFirst } from "./order_memory.ts";
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
  /** The order of the share in the epoch before; empty at first. */
  before: readonly number[];
}

/**
 * The units of a share, epoch by epoch, each once an epoch; the subclass says in
 * which order. Units that are taken over from another peer in the middle of an
 * epoch come after the own, and leave no trace in the epochs to come.
 */
export abstract class EpochOrder implements UnitOrder {
  /** The task's seed. */
  protected readonly seed: number;
  readonly #share: (epoch: number) => Share;
  #epoch: number;
  #seat = "";
  #order: readonly number[] = [];
  #position = 0;
  /** Units of the order that are the share's. */
  #shared = 0;
  readonly #blocks = new Blocks();
  /** Units of a later epoch that were visited before it begins here. */
  #visited: OrderMemory["next"];

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

  /** Units of this epoch that are the own share's: the first in its order. */
  get shared(): number {
    return this.#shared;
  }

  /** This epoch's units in their order, those taken over at the end; empty before the first. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** How many units this epoch has. */
  get length(): number {
    return this.#order.length;
  }

  /** Units of this epoch given out and not put back: the place of the next one. */
  get position(): number {
    return this.#position;
  }

  /** Whether the next unit begins a new epoch. */
  get isUsedUp(): boolean {
    return this.#position === this.#order.length;
  }

  /** Units of each block of the share, where not every block is one unit; see {@linkcode EpochOrder.closeBlock}. */
  protected get blocks(): readonly number[] | undefined {
    return this.#blocks.within(this.#shared);
  }

  /** See {@linkcode UnitOrder.endsBlock}. */
  get endsBlock(): boolean {
    return this.isUsedUp || this.#position === this.#shared;
  }

  /** See {@linkcode UnitOrder.closeBlock}. */
  closeBlock(units: number): void {
    this.#blocks.close(units, this.#position);
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
    // What was visited of an epoch before a restart may be all of it.
    while (this.isUsedUp) this.#begin();
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

  /** See {@linkcode UnitOrder.extend}. */
  extend(units: readonly number[]): void {
    if (units.length === 0) return;
    const order = this.#order;
    const random = new Random(
      "taken",
      this.seed,
      this.#seat,
      this.#epoch,
      order.length,
    );
    const shuffled = permutation(units.length, random);
    this.#order = order.concat(Array.from(shuffled, (at) => units[at]!));
  }

  /** See {@linkcode UnitOrder.drop}. */
  drop(unit: number): void {
    const from = Math.max(this.#shared, this.#position);
    const at = this.#order.indexOf(unit, from);
    if (at >= 0) this.#order = this.#order.toSpliced(at, 1);
  }

  /** See {@linkcode UnitOrder.memory}. */
  get memory(): OrderMemory | undefined {
    if (this.#order.length === 0) return undefined;
    const { lengths } = this.#blocks;
    return {
      seat: this.#seat,
      epoch: this.#epoch,
      order: this.#order,
      share: this.#shared,
      position: this.#position,
      signs: [],
      ...(lengths === undefined ? {} : { blocks: lengths.slice() }),
      ...(this.#visited === undefined ? {} : { next: this.#visited }),
    };
  }

  /** See {@linkcode UnitOrder.resume}. */
  resume(memory: OrderMemory): void {
    const { seat, epoch, order, share, position, blocks, next } = memory;
    this.#seat = seat;
    this.#epoch = next === undefined ? epoch : next.epoch - 1;
    this.#order = order;
    this.#shared = share;
    this.#position = position;
    this.#visited = next;
    if (blocks === undefined) this.#blocks.clear();
    else this.#blocks.restore(blocks, position);
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
    const before = this.#order.slice(0, this.#shared);
    const order = this.arrange({ ...share, epoch, before });
    const { visited = [], blocks } = this.#visited?.epoch === epoch
      ? this.#visited
      : {};
    this.#visited = undefined;
    this.#epoch = epoch;
    this.#seat = share.seat;
    this.#shared = order.length;
    ({ order: this.#order, position: this.#position } = visitFirst(
      order,
      visited,
    ));
    this.#blocks.clear();
    if (blocks !== undefined) this.#blocks.restore(blocks, this.#position);
  }
}

/** A fresh order that (seed, seat, epoch) decides. */
export function randomOrder(seed: number, next: NextEpoch): number[] {
  const { units, seat, epoch } = next;
  const random = new Random("order", seed, seat, epoch);
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
