import type { NodeFigures, Summary } from "../figures.ts";
import { always, type FieldsOf, maybe } from "./field.ts";

/** The fields of `progress`. */
export const PROGRESS: FieldsOf<NodeFigures> = {
  phase: always(
    "string",
    "`waiting`, `joining`, `training`, `finishing`, `finished`",
  ),
  progress: always("number", "passes over the data, all peers together"),
  epochs: always("number", "where training ends, passes"),
  round: always("number", "the round this peer is in"),
  members: always("number", "live peers, this one included"),
  variant: always("string", "which corner of the four, or `auto`"),
  rule: always("string or number", "what the quorum is, or what chooses it"),
  k: always("number", "the quorum in force"),
  quorumReason: maybe("string", "why it is that, in numbers"),
  codec: always("string", "what own updates are written with"),
  localSteps: always("number", "own gradients summed in one update, at most"),
  updates: always("number", "updates folded, everyone's"),
  published: always("number", "updates published by this peer"),
  loss: always("number", "decayed mean of the losses that updates named"),
  overshoot: always("number", "updates a round brings over K"),
  cancelled: always(
    "number",
    "gradients thrown away because a quorum came first",
  ),
  utilisation: always(
    "number",
    "part of the time in which a gradient ran here, 0 to 1",
  ),
  orderingBytes: always("number", "bytes held for coordinated orders"),
  elastic: always("ElasticFigures", "elastic consistency"),
  staleness: always("StalenessFigures", "how stale the own gradients are"),
  ordering: always("OrderingFigures", "how the order of the examples fares"),
  waitingFor: always(
    "string",
    "why no gradient is running; empty where one is",
  ),
  seconds: always("number", "seconds since training began"),
  updatesPerSecond: always(
    "number",
    "updates folded a second, everyone's, of late",
  ),
  bytesSent: always("number", "bytes sent"),
  bytesReceived: always("number", "bytes received; null in a simulation"),
  waitingBytes: always(
    "number",
    "bytes that wait for the peer for which most waits",
  ),
  mostWaitingBytes: always("number", "the most that ever waited for one peer"),
  dropped: always("number", "messages not sent, as too much waited already"),
  gradientMs: always(
    "number",
    "CPU time in published gradients, ms; null in a simulation",
  ),
  wastedMs: always(
    "number",
    "CPU time in gradients thrown away, ms; null in a simulation",
  ),
  computingMs: always(
    "number",
    "time that passed in published gradients, ms; null in a simulation",
  ),
  cpuMs: always("number", "CPU time of the process, ms; null in a simulation"),
  validation: maybe("Validation", "the newest evaluation, anyone's"),
  disk: maybe("DiskFigures", "what is in the state folder"),
};

/** The fields of `summary`: those of `progress`, and these. */
export const SUMMARY: FieldsOf<Omit<Summary, keyof NodeFigures>> = {
  peer: always("string", "the own public key, hex"),
  name: always("string", "name that other people see"),
  reason: always("string", "why training ended"),
  feed: always("string", "the feed that this process published, hex"),
  clock: always("numbers by name", "updates folded, by feed"),
  hash: always("string", "SHA-256 of clock and parameters"),
  parametersHash: always("string", "SHA-256 of the parameters alone"),
  final: maybe("Validation", "evaluation of the final model"),
  saved: always("string[]", "files of the saved model"),
};
