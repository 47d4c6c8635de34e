/**
 * A virtual swarm: a virtual clock, links, an overlay, faults, around the very
 * same peers that run on real machines. A seed decides everything.
 *
 * @module
 */
export type { Partition } from "./connections.ts";
export type { Delay } from "./delay.ts";
export { SimulationError } from "./errors.ts";
export type { Happening, Series } from "./event_queue.ts";
export type { Fault } from "./fault.ts";
export type { NetworkModel } from "./network_model.ts";
export type { Observer } from "./observer.ts";
export type { SimulationOptions } from "./options.ts";
export type { OwnData } from "./own_data.ts";
export { type Arrivals, Overlay, Traffic } from "./overlay.ts";
export type { Evaluation, Problem, UnitGradient } from "./problem.ts";
export { type RecordOptions, recordRun } from "./record.ts";
export type { Expectation, Outcome, PeerRecord, Run, RunEvent } from "./run.ts";
export { type Broadcast, Simulation } from "./simulation.ts";
export { type ClockSkew, SkewedClock } from "./skewed_clock.ts";
export { type RunOptions, Timeline } from "./timeline.ts";
export { Trace, type TraceOptions } from "./trace.ts";
export { type Incarnation, type Job, VirtualPeer } from "./virtual_peer.ts";
