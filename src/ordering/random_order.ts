import { EpochOrder, type NextEpoch, randomOrder } from "./epoch_order.ts";

/**
 * Random reshuffling: every epoch visits each unit of the share once, in a fresh
 * order that (seed, seat, epoch) decides.
 *
 * @example
 * ```ts
 * import { RandomOrder } from "./random_order.ts";
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
export class RandomOrder extends EpochOrder {
  /** See {@linkcode EpochOrder}. */
  protected override arrange(next: NextEpoch): number[] {
    return randomOrder(this.seed, next);
  }
}
