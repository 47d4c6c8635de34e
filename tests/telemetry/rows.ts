import type { MemberRow } from "../../src/telemetry/mod.ts";

/** So many members of a swarm, the first of them the peer that tells. */
export function rows(count: number): MemberRow[] {
  return Array.from({ length: count }, (_, index): MemberRow => ({
    peer: index.toString(16).padStart(64, "0"),
    name: `peer-${index + 1}`,
    isSelf: index === 0,
    state: "live",
    connected: index > 0,
    round: 12,
    published: 12,
    folded: 11,
    behind: 0,
    isLagging: false,
    isLate: false,
    silentMs: 40 * index,
    lagMs: 1.5,
    compute: { count: 12, mean: 20, p10: 15, p50: 19, p90: 30, p99: 42 },
    loss: 0.25,
    codec: "int8",
    updateBytes: 8011,
    missing: 0.5,
  }));
}
