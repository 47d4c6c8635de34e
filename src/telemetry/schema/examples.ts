import type { TelemetryRecord } from "../records.ts";

/** Records whose lines are too long to show. */
export type Long = "progress" | "members" | "summary";

const PEER = "7da44bee…";
const FEED = "486994b2…";

/** A record of each type, for the documentation; keys are cut short. */
export const EXAMPLES: {
  readonly [T in Exclude<TelemetryRecord["type"], Long>]: Extract<
    TelemetryRecord,
    { type: T }
  >;
} = {
  "log": {
    type: "log",
    time: 0,
    version: 1,
    drover: "0.1.0",
    startedAt: "2026-11-21T21:49:56.571Z",
    simulated: false,
  },
  "fault": { type: "fault", time: 0.3, text: "peer 4 is asked to leave" },
  "error": { type: "error", time: 3, message: "The disk is gone" },
  "ready": {
    type: "ready",
    time: 0.538,
    peer: PEER,
    feed: FEED,
    name: "ox",
    swarm: "digits",
    manifest: "3890c630…",
    backend: "wasm",
    parameters: 7850,
    units: 250,
    addresses: ["/ip4/192.0.2.7/tcp/4001/p2p/12D3KooW…"],
  },
  "restored": { type: "restored", time: 0.6, epoch: 3, directory: "state" },
  "notice": { type: "notice", time: 0.4, text: "2 processors for 4 peers" },
  "warning": { type: "warning", time: 9, text: "The loss grows" },
  "dashboard": { type: "dashboard", time: 0.2, url: "http://127.0.0.1:8080/" },
  "metrics": {
    type: "metrics",
    time: 0.2,
    url: "http://127.0.0.1:9464/metrics",
  },
  "peer-connected": {
    type: "peer-connected",
    time: 1.2,
    peer: PEER,
    name: "ox",
  },
  "peer-disconnected": { type: "peer-disconnected", time: 40.1, peer: PEER },
  "peer-refused": {
    type: "peer-refused",
    time: 1.2,
    peer: "12D3KooW…",
    name: "mule",
    reason: "trains with another learning rate",
  },
  "duplicate": { type: "duplicate", time: 5, peer: PEER },
  "joining": { type: "joining", time: 2.1, peer: PEER, behind: 812 },
  "fetching": {
    type: "fetching",
    time: 2.4,
    peer: PEER,
    bytes: 12400000,
    of: 40800000,
  },
  "joined": { type: "joined", time: 3.9, round: 207, progress: 3.3 },
  "started": { type: "started", time: 2.547, members: 4, k: 4 },
  "member-joined": {
    type: "member-joined",
    time: 7.7,
    peer: PEER,
    members: 4,
    round: 31,
  },
  "member-left": { type: "member-left", time: 20.3, peer: PEER, members: 3 },
  "member-suspected": {
    type: "member-suspected",
    time: 31.8,
    peer: PEER,
    silentMs: 2340,
    patienceMs: 2000,
    reason: "silent 2340 ms, promised word every 500 ms",
    members: 3,
  },
  "member-returned": {
    type: "member-returned",
    time: 35.2,
    peer: PEER,
    members: 4,
  },
  "member-lagging": {
    type: "member-lagging",
    time: 12,
    peer: PEER,
    behind: 130,
  },
  "feed-ended": {
    type: "feed-ended",
    time: 12,
    peer: PEER,
    reason: "update 17 has a norm of 812, at most 40 are taken",
  },
  "fork": { type: "fork", time: 12, peer: PEER, feed: FEED, seq: 17 },
  "history-dropped": { type: "history-dropped", time: 600, peer: PEER },
  "resumed": { type: "resumed", time: 900, asleepMs: 312000 },
  "catch-up": { type: "catch-up", time: 13.1, peer: PEER, missing: 7 },
  "published": {
    type: "published",
    time: 2.561,
    feed: FEED,
    seq: 1,
    bytes: 8011,
    synced: 0,
  },
  "epoch": {
    type: "epoch",
    time: 6.5,
    epoch: 1,
    loss: 0.567,
    seconds: 3.9,
    herding: {
      infinity: 0.27,
      euclidean: 0.46,
      random: 0.6,
      low: 0.4,
      high: 0.9,
      coordinates: 64,
      vectors: 62,
    },
  },
  "validation": {
    type: "validation",
    time: 6.6,
    peer: PEER,
    validation: { epoch: 1, loss: 0.38, metrics: { accuracy: 0.931 } },
  },
  "quorum": {
    type: "quorum",
    time: 8.3,
    from: 4,
    to: 3,
    members: 4,
    slow: PEER,
    slowMs: 397,
    reason:
      "a step's worth takes 1540 ms with K 4 (3.8 rounds of 404 ms), 205 ms with K 3 (4.9 rounds of 41.9 ms)",
  },
  "cut-off": {
    type: "cut-off",
    time: 8.3,
    to: 2,
    reason: "delays have no memory",
  },
  "local-steps": {
    type: "local-steps",
    time: 9,
    from: 1,
    to: 4,
    reason: "messages take 80 ms, gradients 20 ms",
  },
  "codec": {
    type: "codec",
    time: 9,
    from: "int8",
    to: "sign",
    reason: "the uplink carries 210 kB/s",
  },
  "gate": {
    type: "gate",
    time: 15.2,
    isClosed: true,
    distance: 5.2,
    bound: 4,
    reason: "7da44bee has 3 updates that are not here",
  },
  "done": { type: "done", time: 33.1, reason: "10 epochs", progress: 10 },
  "saved": { type: "saved", time: 33.5, files: ["model/model.json"] },
};
