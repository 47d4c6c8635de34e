import type { Replica } from "../../replica/mod.ts";
import type { WatchedPeer } from "./watched_peer.ts";

/**
 * Two peers that can never merge, each having forgotten updates that the other
 * lacks: neither can serve them, and neither can take the other's snapshot without
 * losing its own.
 */
export function findEstranged(
  peers: readonly WatchedPeer[],
): [WatchedPeer, WatchedPeer] | undefined {
  for (const a of peers) {
    for (const b of peers) {
      if (a.index >= b.index) continue;
      if (
        hasForgotten(a.replica, b.replica) && hasForgotten(b.replica, a.replica)
      ) {
        return [a, b];
      }
    }
  }
  return undefined;
}

/** Whether one replica cannot serve something that the other lacks. */
function hasForgotten(one: Replica, other: Replica): boolean {
  for (const { id, first } of one.feeds()) {
    const count = other.feed(id)?.count ?? 0;
    if (count < one.clock.count(id) && count + 1 < first) return true;
  }
  return false;
}
