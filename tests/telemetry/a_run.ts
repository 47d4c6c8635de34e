import type { MemberRow, TelemetryRecord } from "../../src/telemetry/mod.ts";
import type { Sources } from "../../src/telemetry/metrics/mod.ts";

/** Public key of the peer that tells. */
export const KEY = "0123456789abcdef".repeat(4);

/** Public key of another, which has a name to stumble over. */
export const OTHER = "fedcba9876543210".repeat(4);

/** A name with everything that formats have to escape. */
export const HARD_NAME = 'ox "7"\\\n{a="b"}';

/** Figures of the moment. */
export function figures(
  changes: Partial<Sources["figures"]> = {},
): Sources["figures"] {
  return {
    phase: "training",
    progress: 1.5,
    epochs: 3,
    round: 12,
    members: 2,
    k: 2,
    codec: "float32",
    localSteps: 1,
    updates: 24,
    published: 12,
    loss: 0.5,
    overshoot: 0.25,
    cancelled: 1,
    orderingBytes: 4096,
    elastic: {
      distance: 0.75,
      bound: Infinity,
      unknown: 0,
      isClosed: false,
      closings: 0,
      audits: 3,
      failures: 0,
      tightness: NaN,
    },
    waitingFor: "computing",
    seconds: 8,
    updatesPerSecond: 3,
    bytesSent: 1000,
    bytesReceived: 2000,
    waitingBytes: 10,
    mostWaitingBytes: 20,
    dropped: 0,
    gradientMs: 1500,
    wastedMs: 250,
    computingMs: 1600,
    cpuMs: 5000,
    validation: undefined,
    variant: "k-async",
    rule: 3,
    utilisation: 0.75,
    ordering: {
      name: "random",
      pairs: 0,
      exact: NaN,
      agreement: NaN,
      imbalance: NaN,
    },
    staleness: {
      last: 2,
      mean: 1.25,
      steps: 0.5,
      most: 3,
      total: 13,
      histogram: [4, 5, 3],
    },
    ...changes,
  };
}

/** Two members, one of them with little known. */
export function members(): MemberRow[] {
  const known = {
    state: "live",
    connected: true,
    round: 12,
    published: 12,
    folded: 12,
    behind: 0,
    isLagging: false,
    isLate: false,
    silentMs: 0,
  } as const;
  return [
    {
      ...known,
      peer: KEY,
      name: "elk",
      isSelf: true,
      compute: { count: 12, mean: 120, p10: 100, p50: 115, p90: 150, p99: 200 },
      loss: 0.5,
      updateBytes: 4321,
    },
    {
      ...known,
      peer: OTHER,
      name: HARD_NAME,
      isSelf: false,
      isLate: true,
      silentMs: 250,
      lagMs: 20,
    },
  ];
}

/** What a peer tells of a short training, with every kind of record that is measured. */
export function aRun(): TelemetryRecord[] {
  const validation = { epoch: 1, loss: 0.4, metrics: { accuracy: 0.875 } };
  return [
    {
      type: "log",
      time: 0,
      version: 1,
      drover: "0.1.0",
      startedAt: "2026-01-02T03:04:05.500Z",
      simulated: false,
    },
    {
      type: "ready",
      time: 0.25,
      peer: KEY,
      feed: "fe".repeat(16),
      name: "elk",
      swarm: "herd",
      manifest: "ab".repeat(32),
      backend: "wasm",
      parameters: 650,
      units: 16,
      addresses: [],
    },
    { type: "started", time: 1, members: 2, k: 2 },
    { type: "member-joined", time: 2, peer: OTHER, members: 2, round: 0 },
    { type: "progress", time: 5, ...figures() },
    { type: "members", time: 5, members: members() },
    {
      type: "epoch",
      time: 6,
      epoch: 1,
      loss: 0.6,
      seconds: 4,
      herding: {
        infinity: 1,
        euclidean: 2,
        random: 4,
        low: 3,
        high: 6,
        coordinates: 8,
        vectors: 16,
      },
    },
    { type: "validation", time: 7, peer: KEY, validation },
    {
      type: "summary",
      time: 9,
      ...figures({
        phase: "finished",
        progress: 3,
        updates: 48,
        bytesSent: 2500,
        staleness: {
          last: 7,
          mean: 2,
          steps: 0.7,
          most: 7,
          total: 21,
          histogram: [4, 6, 3, 1],
        },
      }),
      peer: KEY,
      name: "elk",
      reason: "all epochs are done",
      feed: "fe".repeat(16),
      clock: {},
      hash: "cd".repeat(32),
      parametersHash: "ef".repeat(32),
      final: validation,
      saved: [],
    },
  ];
}
