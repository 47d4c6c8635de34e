import type { NodeFigures, Summary } from "../../src/node/types.ts";

/** Figures of a peer in the middle of a training. */
export const FIGURES: NodeFigures = {
  phase: "training",
  progress: 3.4,
  epochs: 10,
  round: 85,
  members: 4,
  k: 4,
  updates: 340,
  published: 85,
  loss: 0.21345,
  overshoot: 1,
  cancelled: 0,
  orderingBytes: 0,
  waitingFor: "",
  seconds: 10,
  updatesPerSecond: 117.6,
  bytesSent: 1_500_000,
  bytesReceived: 1_400_000,
  gradientMs: 3000,
  wastedMs: 0,
  cpuMs: 8000,
  validation: { epoch: 3, loss: 0.25, metrics: { accuracy: 0.9312 } },
};

/** What a peer has to show at the end of that training. */
export const SUMMARY: Summary = {
  ...FIGURES,
  phase: "finished",
  progress: 10,
  updates: 1000,
  published: 250,
  seconds: 30,
  peer: "ab".repeat(32),
  name: "peer-1",
  reason: "10 epochs",
  feed: "cd".repeat(16),
  clock: { ["cd".repeat(16)]: 250 },
  hash: "0123456789abcdef".repeat(4),
  parametersHash: "fedcba9876543210".repeat(4),
  final: { epoch: 10, loss: 0.18, metrics: { accuracy: 0.951 } },
  saved: [],
};
