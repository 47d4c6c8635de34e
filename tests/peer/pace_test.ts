import { assert, assertEquals } from "@std/assert";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import {
  assertAgreement,
  assertHolds,
  eventsOf,
  longestPause,
  updateRate,
} from "./assertions.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const CORNERS: [Variant, number][] = [
  ["k-async", 1],
  ["k-async", 2],
  ["k-batch-async", 2],
  ["k-batch-sync", 2],
  ["k-sync", 3],
];

/** Updates a second of the first three peers, once all is under way. */
function rateOfThree(options: SwarmOptions): number {
  const swarm = swarmOf({ epochs: 1e6, ...options }).runSync({ ms: 1300 });
  let rate = 0;
  for (const peer of swarm.peers.slice(0, 3)) {
    rate += updateRate(peer, 300, 1300);
  }
  return rate;
}

for (const [variant, k] of CORNERS) {
  test(`a peer ten times slower costs the others no more than 10 %: ${variant}, K = ${k}`, () => {
    const options: SwarmOptions = {
      peers: 3,
      variant,
      k,
      compute: (peer) => peer === 3 ? uniform(90, 110) : uniform(9, 11),
    };
    const without = rateOfThree(options);
    const withSlow = rateOfThree({ ...options, peers: 4 });
    assert(
      withSlow > 0.9 * without,
      `${withSlow} against ${without} updates/s`,
    );
  });
}

test("a peer ten times slower costs no memory: what all have folded is forgotten", () => {
  const retainBytes = 20_000;
  const swarm = swarmOf({
    peers: 4,
    variant: "k-async",
    k: 1,
    epochs: 1e6,
    retainBytes,
    compute: (peer) => constant(peer === 3 ? 100 : 10),
  });
  for (let i = 0; i < 15; i++) {
    swarm.runSync({ ms: 100 });
    for (const { replica } of swarm.peers) {
      // A window of each of four feeds, some 400 bytes each, may be on its way,
      // and what was folded since the last whole clock.
      assert(
        replica.retainedBytes < 2.5 * retainBytes,
        `${replica.retainedBytes}`,
      );
      for (const feed of replica.feeds()) {
        assert(feed.count - feed.foldedCount <= 8, "unfolded entries pile up");
      }
    }
  }
  assert(swarm.peers[0]!.replica.units > 400);
});

test("a peer that dies with its connections delays the others once, and briefly", () => {
  for (const variant of ["k-sync", "k-async"] as const) {
    const swarm = swarmOf({ peers: 4, variant, k: "all", epochs: 12 });
    const dead = swarm.peers[3]!, alive = swarm.peers.slice(0, 3);
    swarm.runSync({ ms: 1000 });
    swarm.crash(dead);
    swarm.runSync({ ms: 60_000 });
    assertAgreement(alive);
    assertHolds(alive[0]!, alive);
    for (const peer of alive) {
      const [suspected, ...more] = eventsOf(peer, "member-suspected");
      assertEquals(more, []);
      assertEquals(suspected?.peer, dead.peer.publicKey);
      const end = peer.finishedAt - 20;
      // A beat of some 14 ms, a doubt, and the gradients that follow.
      const pause = longestPause(peer, 900, end);
      assert(pause < 60, `${pause} ms`);
      assert(longestPause(peer, 1100, end) < 40, "it pauses twice");
    }
  }
});

test("a peer that freezes delays the others as long as its history explains, and is welcome when it thaws", () => {
  for (const variant of ["k-sync", "k-async"] as const) {
    const swarm = swarmOf({ peers: 4, variant, k: "all", epochs: 16 });
    const frozen = swarm.peers[3]!, others = swarm.peers.slice(0, 3);
    swarm.runSync({ ms: 1000 });
    swarm.freeze(frozen);
    swarm.runSync({ ms: 1500 });
    for (const peer of others) {
      const [suspected, ...more] = eventsOf(peer, "member-suspected");
      assertEquals(more, []);
      // The silence that was forgiven is the pause, and nothing much beside it.
      assert(suspected!.silentMs >= suspected!.patienceMs);
      assert(suspected!.silentMs < 1.6 * suspected!.patienceMs);
      const pause = longestPause(peer, 900, 2500);
      assert(pause < suspected!.silentMs + 20, `${pause} ms`);
      assert(pause < 120, `${pause} ms`);
      assert(longestPause(peer, suspected!.at + 20, 2500) < 40);
    }
    swarm.thaw(frozen);
    const before = frozen.peer.figures().published;
    swarm.runSync({ ms: 100_000 });
    assertAgreement(swarm.peers);
    for (const peer of others) {
      assertEquals(eventsOf(peer, "member-returned").length, 1);
      assertHolds(peer, swarm.peers);
    }
    const { published } = frozen.peer.figures();
    assert(published > before + 20, `it published ${published - before} more`);
  }
});

test("a peer whose own event loop stood still suspects nobody when it goes on", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-batch-async",
    k: 1,
    epochs: 15,
  });
  swarm.runSync({ ms: 800 });
  swarm.freeze(swarm.peers[0]!);
  swarm.runSync({ ms: 700 });
  swarm.thaw(swarm.peers[0]!);
  swarm.runSync({ ms: 60_000 });
  assertAgreement(swarm.peers);
  assertEquals(eventsOf(swarm.peers[0]!, "member-suspected"), []);
});
