/**
 * How updates are made, chosen by what was measured: the codec and the local
 * steps, as bandwidth, computing time and staleness have it.
 *
 * @module
 */

export * from "./auto_codec.ts";
export * from "./choose.ts";
export * from "./circumstances.ts";
export * from "./damage.ts";
export { isHidden, outlookOfPlan, type PlanOutlook } from "./outlook.ts";
export * from "./plan.ts";
