import { assert, assertEquals } from "@std/assert";
import { assertAgreement, eventsOf, updateRate } from "./assertions.ts";
import type { VirtualPeer } from "./virtual_peer.ts";
import { VirtualSwarm } from "./virtual_swarm.ts";

const { test } = Deno;

/** The most updates that `publisher` was ahead of what it knew `reader` to have folded. */
function furthestAhead(
  swarm: VirtualSwarm,
  publisher: VirtualPeer,
  reader: VirtualPeer,
  until: number,
): number {
  let ahead = 0;
  while (swarm.now < until) {
    swarm.run(1);
    const member = publisher.peer.swarm.members.get(reader.peer.feed);
    if (member === undefined || member.lagging || member.suspected) continue;
    const { published } = publisher.peer.figures();
    ahead = Math.max(ahead, published - member.folded);
  }
  return ahead;
}

test("a publisher is never more than the window ahead of a peer that acknowledges late", () => {
  for (const window of [4, 8]) {
    const swarm = new VirtualSwarm({
      peers: 2,
      variant: "k-batch-async",
      k: 1,
      window,
      epochs: 1e6,
      computeMs: () => 5,
      // There and back: 120 ms, 24 gradients.
      latencyMs: () => 60,
    });
    const [a, b] = swarm.peers;
    const ahead = furthestAhead(swarm, a!, b!, 3000);
    assertEquals(ahead, window, "full use of the window, and no more");
    // A window for each round trip, which statuses answer in mid-gradient.
    const rate = updateRate(a!, 1000, 3000);
    const bound = 1000 * window / 120;
    assert(rate < 1.15 * bound, `${rate} of ${bound} updates/s`);
    assert(rate > 0.5 * bound, `${rate} of ${bound} updates/s`);
    assertEquals(eventsOf(a!, "member-lagging"), []);
  }
});

test("a slow computer holds nobody up: it folds in the middle of its gradient", () => {
  const swarm = new VirtualSwarm({
    peers: 2,
    variant: "k-batch-async",
    k: 1,
    epochs: 1e6,
    computeMs: (peer) => peer === 0 ? 5 : 2000,
    latencyMs: () => 1,
  });
  const [fast, slow] = swarm.peers;
  const ahead = furthestAhead(swarm, fast!, slow!, 3000);
  assert(ahead <= 8);
  assert(updateRate(fast!, 500, 3000) > 0.95 * 200);
  assertEquals(eventsOf(fast!, "member-lagging"), []);
});

test("a reader that becomes too slow to be waited for is named once, and ends with the same model", () => {
  let latency = 1;
  const swarm = new VirtualSwarm({
    peers: 3,
    variant: "k-batch-async",
    k: 1,
    epochs: 12,
    latencyMs: (from, to) => from === 2 || to === 2 ? latency : 1,
  });
  const [a, b, c] = swarm.peers;
  swarm.run(500);
  latency = 3000;
  swarm.run(100_000);
  assertAgreement([a!, b!, c!]);
  for (const peer of [a!, b!]) {
    const lagging = eventsOf(peer, "member-lagging");
    assertEquals(lagging.map(({ peer }) => peer), [c!.peer.publicKey]);
    assert(lagging[0]!.behind >= 8);
    // The wait is bounded: a second, the first gap that is taken for granted.
    assert(lagging[0]!.at > 1400 && lagging[0]!.at < 2000);
  }
});

test("whoever waits for a peer to fold when training ends does not spin", () => {
  const swarm = new VirtualSwarm({
    peers: 3,
    variant: "k-batch-async",
    k: 1,
    units: 16,
    epochs: 2,
    computeMs: () => 2,
    latencyMs: (_from, to) => to === 2 ? 400 : 1,
  }).run(60_000);
  assertAgreement(swarm.peers);
  for (const { timer } of swarm.peers) assert(timer < 1000, `${timer} wakes`);
});
