import type { NodeEvent } from "./events.ts";
import type { TelemetryRecord } from "./records.ts";

/** Every type of record that is no event, and what it tells. */
const STATES: Record<
  Exclude<TelemetryRecord["type"], NodeEvent["type"]>,
  string
> = {
  "log": "A recording begins: its version, when, and whether time is virtual",
  "progress": "The peer's figures of the moment",
  "members": "Everybody whom the peer knows, itself included",
  "fault": "What befalls a swarm in a scenario",
  "summary": "Training has ended: what the peer has to show",
  "error": "The peer failed: why",
};

/** Every type of event, and what it tells. */
const EVENTS: Record<NodeEvent["type"], string> = {
  "ready": "The task is loaded and the network open: who the peer is",
  "restored": "The peer goes on from its state folder",
  "notice": "Something a person should know",
  "warning": "Something is wrong in the swarm",
  "peer-connected": "There is a connection with a peer",
  "peer-disconnected": "The connection with a peer is gone",
  "peer-refused": "A peer was found, and cannot take part: why",
  "duplicate": "Two processes use one identity",
  "joining": "The peer takes the model from others before it trains",
  "fetching": "How much of the model has come",
  "joined": "The peer has the model, and trains with the others",
  "started": "Training begins",
  "member-joined": "Somebody trains with us",
  "member-left": "Somebody has left politely",
  "member-suspected": "Somebody is not waited for any more: why",
  "member-returned": "Somebody who was not waited for is back",
  "member-lagging": "Somebody reads too slowly, and catches up later",
  "feed-ended": "Updates of somebody are refused from here: why",
  "fork": "Somebody has signed two different updates with one number",
  "history-dropped": "There is no room for older updates",
  "resumed": "This machine slept or stood still",
  "catch-up": "The peer asks somebody for updates that it missed",
  "published": "An own update goes out",
  "epoch": "An epoch has ended: its training loss",
  "validation": "The model was evaluated on the validation data",
  "quorum": "K has changed: why",
  "cut-off": "When late work starts anew has changed: why",
  "local-steps": "The number of local steps in an update has changed: why",
  "codec": "How updates are written has changed, or stays: why",
  "gate": "The elastic bound holds gradients back, or no longer does",
  "done": "Training is done: why",
  "saved": "The model is saved",
  "dashboard": "Where a person may watch; not in logs",
  "metrics": "Where Prometheus finds the figures",
};

/** Every type of record, and what it tells, in a line. */
export const RECORD_TYPES: Readonly<Record<TelemetryRecord["type"], string>> = {
  ...STATES,
  ...EVENTS,
};

/** Whether a record is of an event: something that happened to the peer or its network. */
export function isEvent<R extends { type: TelemetryRecord["type"] }>(
  record: R,
): record is Extract<R, NodeEvent> {
  return Object.hasOwn(EVENTS, record.type);
}
