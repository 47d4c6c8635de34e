import type { Random } from "../../src/random/mod.ts";
import type { MemberState } from "../../src/peer/mod.ts";
import type { MemberRow } from "../../src/telemetry/mod.ts";

/** A made-up peer. */
export interface MadePeer {
  /** Public key, hex. */
  key: string;
  /** What it calls itself. */
  name: string;
  /** Where it is. */
  address: string;
  /** Whether it is the teller. */
  isSelf: boolean;
  /** Whether it straggles. */
  isLate: boolean;
  /** Median of its gradients, ms. */
  computeMs: number;
  /** Way of a message to it, ms. */
  lagMs: number;
  /** Whether it counts. */
  state: MemberState;
}

const KINDS = ["laptop", "desktop", "mini", "server", "studio"];

/** So many peers, the first one tells, the last one straggles. */
export function madePeers(count: number, random: Random): MadePeer[] {
  return Array.from({ length: count }, (_, i) => {
    const isLate = i === count - 1 && count > 1;
    const key = Array.from(
      { length: 64 },
      () => Math.floor(16 * random.uniform()).toString(16),
    ).join("");
    return {
      key,
      name: `${KINDS[i % KINDS.length]}-${i + 1}`,
      address: `192.0.2.${i + 10}:4001`,
      isSelf: i === 0,
      isLate,
      computeMs: isLate ? 397 : 28 + 22 * random.uniform(),
      lagMs: 0.3 * 10 ** (2.3 * random.uniform()),
      state: "live",
    };
  });
}

/** A peer's row at a time. */
export function rowOf(peer: MadePeer, time: number, random: Random): MemberRow {
  const speed = peer.isLate ? 1 : 6;
  const published = Math.floor(speed * time);
  const isThere = peer.state === "live";
  // Rounded as real ones are.
  const p50 = rounded(peer.computeMs * (0.95 + 0.1 * random.uniform()));
  return {
    peer: peer.key,
    name: peer.name,
    isSelf: peer.isSelf,
    state: peer.state,
    connected: peer.isSelf || isThere,
    round: Math.floor(6 * time),
    published,
    folded: published,
    behind: peer.isSelf ? 0 : Math.floor(3 * random.uniform()),
    isLagging: false,
    isLate: peer.isLate,
    silentMs: peer.isSelf
      ? 0
      : isThere
      ? Math.round(120 * random.uniform())
      : 4200,
    compute: {
      count: published,
      mean: rounded(p50 * 1.05),
      p10: rounded(p50 * 0.85),
      p50,
      p90: rounded(p50 * 1.4),
      p99: rounded(p50 * 2.3),
    },
    slowness: rounded(p50 / 39),
    loss: rounded(2.3 * Math.exp(-time / 30)),
    codec: "int8",
    updateBytes: 51_400,
    missing: rounded(0.4 * random.uniform()),
    ...(isThere ? { address: peer.address } : {}),
    ...(peer.isSelf ? {} : {
      lagMs: rounded(peer.lagMs),
      acknowledgeMs: rounded(3 * p50),
    }),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
