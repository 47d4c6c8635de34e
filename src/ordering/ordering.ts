import { BalancedOrder } from "./balanced_order.ts";
import type { EpochOrderOptions } from "./epoch_order.ts";
import { FixedOrder } from "./fixed_order.ts";
import { FlipFlopOrder } from "./flip_flop_order.ts";
import { RandomOrder } from "./random_order.ts";
import type { UnitOrder } from "./unit_order.ts";

/**
 * How units are ordered.
 *
 * | ordering | the next epoch's order |
 * |---|---|
 * | `cd-grab` | by signs that the swarm balances together (Cooper et al., arXiv 2302.00845) |
 * | `pair-balance` | by signs that each peer balances alone |
 * | `random` | random reshuffling |
 * | `flip-flop` | random, then the same reversed, in turn (Rajput et al., arXiv 2102.09718) |
 * | `fixed` | the same again |
 */
export type Ordering =
  | "cd-grab"
  | "pair-balance"
  | "random"
  | "flip-flop"
  | "fixed";

/** All orderings. */
export const ORDERINGS: readonly Ordering[] = [
  "cd-grab",
  "pair-balance",
  "random",
  "flip-flop",
  "fixed",
];

/** Makes the order of one peer's units. */
export function createOrder(
  ordering: Ordering,
  options: EpochOrderOptions,
): UnitOrder {
  switch (ordering) {
    case "cd-grab":
    case "pair-balance":
      return new BalancedOrder(options);
    case "random":
      return new RandomOrder(options);
    case "flip-flop":
      return new FlipFlopOrder(options);
    case "fixed":
      return new FixedOrder(options);
  }
}
