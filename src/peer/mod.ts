/**
 * One peer as a state machine: what happens to it goes in, what it wants done
 * comes out. It knows no clock, no socket and no tensor.
 *
 * @module
 */
export type { PeerConfig, StopRule } from "./config.ts";
export { afterPublished, type EpochMemory } from "./epoch_memory.ts";
export { Elastic, isGone } from "./elastic.ts";
export { isDivergence, StepError } from "./errors.ts";
export type {
  ElasticFigures,
  Gradient,
  LinkFigures,
  PeerAction,
  PeerEvent,
  PeerFigures,
  PeerInput,
  Phase,
  Validation,
} from "./events.ts";
export type { BlockOutlook, BlockRule } from "./local_steps.ts";
export type {
  ComputeFigures,
  MemberFigures,
  MemberState,
  OrderingFigures,
  StalenessFigures,
} from "./member_figures.ts";
export { type Member, Members } from "./members.ts";
export { Peer } from "./peer.ts";
export { previousFeed } from "./previous_feed.ts";
export type { PublisherMemory } from "./publisher.ts";
export { explainDouble } from "./reasons.ts";
export { Swarm } from "./swarm.ts";
