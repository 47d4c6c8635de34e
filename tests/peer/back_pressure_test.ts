import { assert, assertEquals } from "@std/assert";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { Simulation, VirtualPeer } from "../../src/simulation/mod.ts";
import { assertAgreement, eventsOf, updateRate } from "./assertions.ts";
import { logOf } from "./logbook.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** The most updates that `publisher` was ahead of what it knew `reader` to have folded. */
function furthestAhead(
  swarm: Simulation,
  publisher: VirtualPeer,
  reader: VirtualPeer,
  until: number,
): number {
  let ahead = 0;
  while (swarm.now < until) {
    swarm.runSync({ ms: 1 });
    const member = publisher.peer.swarm.members.get(reader.peer.feed);
    if (member === undefined || member.lagging || member.suspected) continue;
    const { published } = publisher.peer.figures();
    ahead = Math.max(ahead, published - member.folded);
  }
  return ahead;
}

test("a publisher is never more than the window ahead of a peer that acknowledges late", () => {
  for (const window of [4, 8]) {
    const swarm = swarmOf({
      peers: 2,
      variant: "k-batch-async",
      k: 1,
      window,
      epochs: 1e6,
      compute: constant(5),
      // There and back: 120 ms, 24 gradients.
      network: { latency: constant(60) },
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
  const swarm = swarmOf({
    peers: 2,
    variant: "k-batch-async",
    k: 1,
    epochs: 1e6,
    compute: (peer) => constant(peer === 0 ? 5 : 2000),
    network: { latency: constant(1) },
  });
  const [fast, slow] = swarm.peers;
  const ahead = furthestAhead(swarm, fast!, slow!, 3000);
  assert(ahead <= 8);
  assert(updateRate(fast!, 500, 3000) > 0.95 * 200);
  assertEquals(eventsOf(fast!, "member-lagging"), []);
});

test("a reader that becomes too slow to be waited for is named once, and ends with the same model", () => {
  let latency = 1;
  const swarm = swarmOf({
    peers: 3,
    variant: "k-batch-async",
    k: 1,
    epochs: 12,
    network: {
      latency: (_from, to) => constant(to === 2 ? latency : 1),
    },
  });
  const [a, b, c] = swarm.peers;
  swarm.runSync({ ms: 500 });
  latency = 3000;
  swarm.runSync({ ms: 100_000 });
  assertAgreement([a!, b!, c!]);
  for (const peer of [a!, b!]) {
    const lagging = eventsOf(peer, "member-lagging");
    assertEquals(lagging.map(({ peer }) => peer), [c!.peer.publicKey]);
    assert(lagging[0]!.behind >= 8);
    // The wait is bounded by acknowledgements and gaps, of some 12 ms all of them.
    assert(lagging[0]!.at > 560 && lagging[0]!.at < 800, `${lagging[0]!.at}`);
  }
});

test("whoever waits for a peer to fold when training ends does not spin", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-batch-async",
    k: 1,
    units: 16,
    epochs: 2,
    compute: constant(2),
    network: { latency: (_from, to) => constant(to === 2 ? 400 : 1) },
  }).runSync({ ms: 60_000 });
  assertAgreement(swarm.peers);
  for (const peer of swarm.peers) {
    const { wakes } = logOf(peer);
    assert(wakes < 1000, `${wakes} wakes`);
  }
});
