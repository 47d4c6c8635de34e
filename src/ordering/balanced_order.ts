import { Random } from "../random/mod.ts";
import {
  carryOver,
  EpochOrder,
  type NextEpoch,
  randomOrder,
} from "./epoch_order.ts";
import { nextOrder } from "./next_order.ts";
import type { OrderMemory } from "./order_memory.ts";

/**
 * The order that PairBalance's signs make: random at first, then each epoch's from
 * the signs of the one before. Who signs, and against whose gradients, is not its
 * business: with the swarm's it is CD-GraB, with the own alone independent
 * PairBalance (see `PairBalancer`).
 *
 * Pairs are of blocks, of one unit each where {@linkcode EpochOrder.closeBlock} is
 * never called.
 *
 * A pair that nobody has signed when the next epoch begins takes a coin's sign. A
 * changed share costs an epoch's error: units that stay keep their relative
 * places, new ones are inserted at random.
 *
 * @example
 * ```ts
 * import { BalancedOrder } from "./balanced_order.ts";
 *
 * const order = new BalancedOrder({
 *   seed: 7,
 *   share: () => ({ seat: "0", units: Uint32Array.of(3, 5, 8, 9) }),
 * });
 * const [a, b, c, d] = [1, 2, 3, 4].map(() => order.next());
 * order.sign(0, 1);
 * order.sign(1, -1);
 * order.next() === a; // then d, c and b
 * ```
 */
export class BalancedOrder extends EpochOrder {
  #signs = new Int8Array(0);

  /** Pairs of this epoch's share, as far as its blocks are known; an odd last one has no partner. */
  get pairs(): number {
    return (this.blocks?.length ?? this.shared) >> 1;
  }

  /** Pairs of this epoch without a sign, in order. */
  get unsigned(): number[] {
    const signs = this.#signs.subarray(0, this.pairs);
    return Array.from(signs, (sign, pair) => sign === 0 ? pair : -1)
      .filter((pair) => pair >= 0);
  }

  /**
   * Takes the sign of the blocks 2 * pair and 2 * pair + 1 of this epoch. A later word about the same pair replaces the earlier.
   *
   * @throws {RangeError} If there is no such pair
   */
  sign(pair: number, sign: 1 | -1): void {
    if (!(pair >= 0 && pair < this.pairs)) {
      throw new RangeError(
        `Cannot sign pair ${pair}: this epoch has ${this.pairs}`,
      );
    }
    this.#signs[pair] = sign;
  }

  /** See {@linkcode EpochOrder.memory}. */
  override get memory(): OrderMemory | undefined {
    const memory = super.memory;
    return memory && { ...memory, signs: [...this.#signs] };
  }

  /** See {@linkcode EpochOrder.resume}. */
  override resume(memory: OrderMemory): void {
    super.resume(memory);
    this.#signs = Int8Array.from(
      { length: memory.share >> 1 },
      (_, pair) => Math.sign(memory.signs[pair] ?? 0),
    );
  }

  /** See {@linkcode EpochOrder}. */
  protected override arrange(next: NextEpoch): number[] {
    const coin = new Random("coin", this.seed, next.seat, next.epoch);
    const signs = this.#signs.map((sign) =>
      sign === 0 ? 2 * coin.below(2) - 1 : sign
    );
    this.#signs = new Int8Array(next.units.length >> 1);
    return next.before.length === 0
      ? randomOrder(this.seed, next)
      : carryOver(nextOrder(next.before, signs, this.blocks), this.seed, next);
  }
}
