/**
 * Which example comes next: units dealt to peers, and the order in which each
 * peer visits its own.
 *
 * @module
 */
export { BalancedOrder } from "./balanced_order.ts";
export { countBlocks } from "./blocks.ts";
export type {
  Float32View,
  Int8View,
  SparseView,
  VectorView,
} from "../compression/mod.ts";
export type { Alignment } from "./contemporaries.ts";
export {
  type Deal,
  deal,
  dealUnits,
  rendezvousKey,
  rendezvousScore,
} from "./deal_units.ts";
export {
  EpochOrder,
  type EpochOrderOptions,
  type NextEpoch,
} from "./epoch_order.ts";
export { FixedOrder } from "./fixed_order.ts";
export { FlipFlopOrder } from "./flip_flop_order.ts";
export { type HerdingBound, herdingBound } from "./herding_bound.ts";
export { type Herding, HerdingMonitor } from "./herding_monitor.ts";
export { innovation } from "./innovation.ts";
export { nextOrder, type Sign } from "./next_order.ts";
export { createOrder, type Ordering, ORDERINGS } from "./ordering.ts";
export {
  afterOthers,
  afterVisits,
  type OrderMemory,
  type VisitedBlock,
} from "./order_memory.ts";
export { type PairBalanced, pairBalanceEpoch } from "./pair_balance.ts";
export { PairBalancer } from "./pair_balancer.ts";
export type {
  PairBalancerFigures,
  PairBalancerOptions,
} from "./pair_balancer_options.ts";
export { randomBound } from "./random_bound.ts";
export type { RandomHerding } from "./random_orders.ts";
export { type Claim, takeSeats } from "./take_seats.ts";
export { SignedSum } from "./signed_sum.ts";
export { decodeSigns, encodeSigns, type SignRun } from "./signs.ts";
export { RandomOrder } from "./random_order.ts";
export type { Share, UnitOrder } from "./unit_order.ts";
export { bytesOf, type Innovation, toDense, type Vector } from "./vector.ts";
