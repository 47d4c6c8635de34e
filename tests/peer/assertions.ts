import { assertEquals } from "@std/assert";
import type { PeerEvent } from "../../src/peer/mod.ts";
import type { VirtualPeer } from "../../src/simulation/mod.ts";
import { logOf } from "./logbook.ts";

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
    for (const { folded } of replica.feeds()) {
      units += folded?.header.cumulativeUnits ?? 0;
    }
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

type Told<T extends PeerEvent["type"]> = Extract<PeerEvent, { type: T }> & {
  at: number;
};

/** The events of one type, in order. */
export function eventsOf<T extends PeerEvent["type"]>(
  peer: VirtualPeer,
  type: T,
): Told<T>[] {
  return logOf(peer).events.filter((event): event is Told<T> =>
    event.type === type
  );
}

/** Updates that a peer published in a span of time, per second. */
export function updateRate(
  peer: VirtualPeer,
  from: number,
  to: number,
): number {
  return 1000 * updateTimes(peer, from, to).length / (to - from);
}

/** The longest pause between a peer's updates in a span of time, ms. */
export function longestPause(
  peer: VirtualPeer,
  from: number,
  to: number,
): number {
  let last = from, longest = 0;
  for (const at of [...updateTimes(peer, from, to), to]) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

function updateTimes(peer: VirtualPeer, from: number, to: number): number[] {
  return logOf(peer).published.filter(({ at, type }) =>
    type === "update" && at >= from && at < to
  ).map(({ at }) => at);
}
