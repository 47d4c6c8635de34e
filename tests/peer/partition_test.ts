import { assert, assertEquals } from "@std/assert";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, assertHolds, eventsOf } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

for (const variant of VARIANTS) {
  for (const silent of [true, false]) {
    test(`both halves of a partition train on, and all of it is kept: ${variant}, ${silent ? "silent" : "connections break"}`, () => {
      const swarm = swarmOf({
        peers: 4,
        variant,
        k: "all",
        epochs: 12,
      });
      swarm.runSync({ ms: 600 });
      const halves = [swarm.peers.slice(0, 2), swarm.peers.slice(2)];
      swarm.partition(halves[0]!, silent);
      const before = swarm.peers.map(({ peer }) => peer.figures().published);
      swarm.runSync({ ms: 1500 });
      for (const [i, { peer }] of swarm.peers.entries()) {
        const alone = peer.figures().published - before[i]!;
        assert(alone > 20, `peer ${i} published ${alone} updates`);
      }
      swarm.heal();
      swarm.runSync({ ms: 100_000 });
      assertAgreement(swarm.peers);
      for (const peer of swarm.peers) assertHolds(peer, swarm.peers);
      for (const peer of swarm.peers) {
        assert(
          eventsOf(peer, "member-returned").length > 0 ||
            variant === "k-batch-async",
        );
      }
    });
  }
}

test("a partition that is over before anyone notices costs nothing but its gap", () => {
  const swarm = swarmOf({
    peers: 4,
    variant: "k-async",
    k: 2,
    epochs: 8,
  });
  swarm.runSync({ ms: 200 });
  swarm.partition(swarm.peers.slice(0, 2));
  swarm.runSync({ ms: 50 });
  swarm.heal();
  swarm.runSync({ ms: 60_000 });
  assertAgreement(swarm.peers);
  for (const peer of swarm.peers) {
    assertEquals(eventsOf(peer, "member-suspected"), []);
  }
  assert(swarm.now < 2500, `${swarm.now} ms`);
});

for (const variant of ["k-sync", "k-async", "auto"] as const) {
  for (const parted of ["at once", "with joiners", "in silence"]) {
    test(`halves that keep little come together by sums of what the other lacks: ${variant}, ${parted}`, () => {
      const swarm = swarmOf({
        peers: 4,
        variant,
        k: "all",
        epochs: 40,
        // Some 60 updates.
        retainBytes: 30_000,
        ...(parted === "with joiners"
          ? { faults: [{ kind: "join", at: 500, count: 2 }] }
          : {}),
      });
      swarm.runSync({ ms: 300 });
      swarm.partition(swarm.peers.slice(0, 2), parted === "in silence");
      swarm.runSync({ ms: 3000 });
      const summed = swarm.peers.filter(({ replica }) =>
        [...replica.feeds()].some(({ first, since }) => first > since + 1)
      );
      assert(summed.length >= 2, "nobody keeps sums");
      for (const { replica } of swarm.peers) {
        assert(replica.retainedBytes < 4 * 30_000);
      }
      swarm.heal();
      swarm.runSync({ ms: 100_000 });
      assertAgreement(swarm.peers);
      for (const peer of swarm.peers) assertHolds(peer, swarm.peers);
      for (const peer of swarm.peers) {
        assertEquals(eventsOf(peer, "history-dropped"), []);
      }
    });
  }
}

test("halves that have no room for all that the other lacks keep what is their own, and come together by that", () => {
  const swarm = swarmOf({
    peers: 4,
    variant: "k-async",
    k: "all",
    epochs: 12,
    retainBytes: 4000,
  });
  swarm.runSync({ ms: 300 });
  swarm.partition(swarm.peers.slice(0, 2), false);
  swarm.runSync({ ms: 1500 });
  for (const peer of swarm.peers) {
    assert(eventsOf(peer, "history-dropped").length > 0);
  }
  swarm.heal();
  swarm.runSync({ ms: 100_000 });
  assertAgreement(swarm.peers);
  for (const peer of swarm.peers) {
    assertHolds(peer, swarm.peers);
    assert(eventsOf(peer, "catch-up").length < 200);
  }
});
