import {
  carryOver,
  EpochOrder,
  type NextEpoch,
  randomOrder,
} from "./epoch_order.ts";

/**
 * Flip-flop: a fresh random order in each epoch of even number, and the same one
 * backwards in the next (Rajput, Lee, Papailiopoulos, "Permutation-based SGD: is
 * random optimal?", ICLR 2022). It needs no gradient.
 *
 * @example
 * ```ts
 * import { FlipFlopOrder } from "./flip_flop_order.ts";
 *
 * const order = new FlipFlopOrder({
 *   seed: 7,
 *   share: () => ({ seat: "0", units: Uint32Array.of(3, 5) }),
 * });
 * const [, last] = [order.next(), order.next()];
 * order.next() === last; // true
 * ```
 */
export class FlipFlopOrder extends EpochOrder {
  /** See {@linkcode EpochOrder}. */
  protected override arrange(next: NextEpoch): number[] {
    return next.before.length === 0 || next.epoch % 2 === 0
      ? randomOrder(this.seed, next)
      : carryOver(next.before.toReversed(), this.seed, next);
  }
}
