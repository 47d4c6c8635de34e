/**
 * Which example comes next: units dealt to peers, and the order in which each
 * peer visits its own.
 *
 * @module
 */
export { dealUnits } from "./deal_units.ts";
export { RandomOrder, type Share, type UnitOrder } from "./unit_order.ts";
