import {
  carryOver,
  EpochOrder,
  type NextEpoch,
  randomOrder,
} from "./epoch_order.ts";

/**
 * One random order for all epochs (shuffle once). A changed share keeps what it
 * can of it.
 *
 * @example
 * ```ts
 * import { FixedOrder } from "./fixed_order.ts";
 *
 * const order = new FixedOrder({
 *   seed: 7,
 *   share: () => ({ seat: "0", units: Uint32Array.of(3, 5) }),
 * });
 * const [first] = [order.next(), order.next()];
 * order.next() === first; // true
 * ```
 */
export class FixedOrder extends EpochOrder {
  /** See {@linkcode EpochOrder}. */
  protected override arrange(next: NextEpoch): number[] {
    return next.before.length === 0
      ? randomOrder(this.seed, next)
      : carryOver(next.before, this.seed, next);
  }
}
