import type { RecordFields } from "../records.ts";
import { always, type FieldsOf, maybe } from "./field.ts";
import { PROGRESS, SUMMARY } from "./figures.ts";

const PEER = always("string", "public key, hex");
const MEMBERS = always("number", "live members now, this one included");
const REASON = always("string", "why, in words and numbers");
const TEXT = always("string", "what a person should know");

/** The fields of every type of record, beside those that all have. */
export const RECORD_FIELDS: {
  readonly [T in RecordFields["type"]]: FieldsOf<
    Extract<RecordFields, { type: T }>
  >;
} = {
  "log": {
    version: always("number", "version of the records"),
    drover: always("string", "Drover's version"),
    startedAt: always("string", "instant of time 0, ISO 8601"),
    simulated: always("boolean", "whether time is virtual"),
    about: maybe("string", "what is recorded, such as `churn, seed 7`"),
  },
  "progress": PROGRESS,
  "members": { members: always("MemberRow[]", "all whom it knows") },
  "fault": { text: always("string", "what it is") },
  "summary": { ...PROGRESS, ...SUMMARY },
  "error": { message: always("string", "what was wrong, and what to do") },
  "ready": {
    peer: always("string", "the own public key, hex"),
    feed: always("string", "the feed that it publishes, hex"),
    name: always("string", "name that other people see"),
    swarm: always("string", "name of the swarm"),
    manifest: always(
      "string",
      "hash of what all peers must agree on; empty in a simulation",
    ),
    backend: always(
      "string",
      "what computes, such as `wasm`; `simulated` in a simulation",
    ),
    parameters: always("number", "trainable parameters"),
    units: always("number", "units of an epoch"),
    addresses: always("string[]", "multiaddrs that others can connect to"),
  },
  "restored": {
    epoch: always("number", "where it goes on, from 1"),
    directory: always("string", "the state folder"),
  },
  "notice": { text: TEXT },
  "warning": { text: TEXT },
  "dashboard": { url: always("string", "its address, with its token") },
  "metrics": { url: always("string", "its address") },
  "peer-connected": {
    peer: PEER,
    name: always("string", "what it calls itself"),
  },
  "peer-disconnected": { peer: PEER },
  "peer-refused": {
    peer: always("string", "its libp2p id"),
    name: always("string", "what it calls itself, or empty"),
    reason: REASON,
  },
  "duplicate": { peer: PEER },
  "joining": { peer: PEER, behind: always("number", "updates to take") },
  "fetching": {
    peer: PEER,
    bytes: always("number", "bytes that have come"),
    of: always("number", "bytes to come in all, an estimate"),
  },
  "joined": {
    round: always("number", "the round it begins in"),
    progress: always("number", "passes over the data so far"),
  },
  "started": { members: MEMBERS, k: always("number", "the quorum") },
  "member-joined": {
    peer: PEER,
    members: MEMBERS,
    round: always("number", "from which round on"),
  },
  "member-left": { peer: PEER, members: MEMBERS },
  "member-suspected": {
    peer: PEER,
    silentMs: always("number", "how long it was silent, ms"),
    patienceMs: always("number", "how long it was waited for, ms"),
    reason: REASON,
    members: MEMBERS,
  },
  "member-returned": { peer: PEER, members: MEMBERS },
  "member-lagging": { peer: PEER, behind: always("number", "updates behind") },
  "feed-ended": { peer: PEER, reason: REASON },
  "fork": {
    peer: PEER,
    feed: always("string", "the feed, hex"),
    seq: always("number", "number of the two updates"),
  },
  "history-dropped": {
    peer: maybe(
      "string",
      "whose updates; absent: whom nobody is known to lack",
    ),
  },
  "resumed": { asleepMs: always("number", "how long, ms") },
  "catch-up": { peer: PEER, missing: always("number", "updates asked for") },
  "published": {
    feed: always("string", "the own feed, hex"),
    seq: always("number", "number of the update, from 1"),
    bytes: always("number", "bytes, header and payload"),
    synced: maybe("number", "updates that were on disk for good before"),
  },
  "epoch": {
    epoch: always("number", "its number, from 1"),
    loss: always("number", "mean training loss"),
    seconds: always("number", "how long it took"),
    herding: maybe("Herding", "how far the order strayed"),
  },
  "validation": {
    peer: always("string", "who measured it, hex"),
    validation: always("Validation", "what came out"),
  },
  "quorum": {
    from: always("number", "K before"),
    to: always("number", "K from here on"),
    reason: REASON,
    members: maybe("number", "live members now; absent in older logs"),
    slow: maybe(
      "string",
      "who takes at least twice as long as the usual peer, hex; absent: nobody",
    ),
    slowMs: maybe("number", "how long its gradient takes, and its way here"),
  },
  "cut-off": {
    from: maybe("number", "rounds before; absent: never"),
    to: maybe("number", "rounds from here on; absent: never"),
    reason: REASON,
  },
  "local-steps": {
    from: always("number", "local steps before, at most"),
    to: always("number", "local steps from here on, at most"),
    reason: REASON,
  },
  "codec": {
    from: always("string", "codec before"),
    to: always("string", "codec from here on"),
    reason: REASON,
  },
  "gate": {
    isClosed: always("boolean", "whether gradients are held back"),
    distance: always("number", "what is known to be missing, full steps"),
    bound: always("number", "the most that may be, full steps"),
    reason: REASON,
  },
  "done": {
    reason: always("string", "why, such as `10 epochs`"),
    progress: always("number", "passes over the data"),
  },
  "saved": { files: always("string[]", "files of the model") },
};
