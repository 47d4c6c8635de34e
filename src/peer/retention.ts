import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/** Bytes of updates kept for peers that ask. */
const RETAIN_BYTES = 64 * 2 ** 20;

/** So many times more is kept for peers that are silent, but have not left. */
const RETAIN_FOR_ABSENT = 4;

/**
 * Drops updates that every live peer has, once more than `retainBytes` are kept.
 * What the suspected lack is kept longer: a partition heals by it. Whoever comes
 * later than that takes a snapshot.
 */
export function forgetServed(config: PeerConfig, swarm: Swarm): void {
  const { replica, retainBytes = RETAIN_BYTES } = config;
  if (replica.retainedBytes <= retainBytes) return;
  const liveOnly = replica.retainedBytes > RETAIN_FOR_ABSENT * retainBytes;
  for (const [feed, { count }] of [...replica.clock.entries()]) {
    replica.forget(feed, Math.min(count, swarm.foldedByAll(feed, liveOnly)));
  }
}
