import { assertEquals } from "@std/assert";
import type { VirtualPeer } from "./virtual_peer.ts";

/**
 * That peers have finished with one model, in which each publisher's updates are
 * exactly once: the sum has the fingerprint that the publishers signed.
 */
export function assertAgreement(peers: readonly VirtualPeer[]): void {
  for (const { index, finished, peer, replica } of peers) {
    const { phase, waitingFor } = peer.figures();
    const where = `peer ${index}, ${phase}, waiting for "${waitingFor}"`;
    assertEquals(typeof finished, "string", where);
    assertEquals(replica.verifyFingerprint(), [], where);
    let units = 0;
    for (const [, { count }] of replica.clock.entries()) units += count;
    assertEquals(replica.units, units, where);
    assertEquals(replica.hash(), peers[0]!.replica.hash(), where);
  }
}

/** That the clock of `peer` names every update that these peers published. */
export function assertHolds(
  { replica }: VirtualPeer,
  publishers: readonly VirtualPeer[],
): void {
  for (const { peer } of publishers) {
    const { published } = peer.figures();
    assertEquals(replica.clock.count(peer.feed), published);
  }
}

/** The events of one type, in order. */
export function eventsOf<T extends VirtualPeer["events"][number]["type"]>(
  { events }: VirtualPeer,
  type: T,
): Extract<VirtualPeer["events"][number], { type: T }>[] {
  return events.filter((
    event,
  ): event is Extract<VirtualPeer["events"][number], { type: T }> =>
    event.type === type
  );
}

/** Updates that a peer published in a span of time, per second. */
export function updateRate(
  { published }: VirtualPeer,
  from: number,
  to: number,
): number {
  const updates = published.filter(({ at, type }) =>
    type === "update" && at >= from && at < to
  );
  return 1000 * updates.length / (to - from);
}

/** The longest pause between a peer's updates in a span of time, ms. */
export function longestPause(
  { published }: VirtualPeer,
  from: number,
  to: number,
): number {
  const times = published.filter(({ at, type }) =>
    type === "update" && at >= from && at < to
  ).map(({ at }) => at);
  let last = from, longest = 0;
  for (const at of [...times, to]) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}
