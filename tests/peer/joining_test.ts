import { assert, assertEquals } from "@std/assert";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, assertHolds, eventsOf } from "./assertions.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const BASE: Omit<SwarmOptions, "variant"> = { peers: 3, k: 2, epochs: 5 };

for (const variant of VARIANTS) {
  for (
    const [means, retainBytes] of [["updates", 2 ** 26], [
      "a snapshot",
      2000,
    ]] as const
  ) {
    test(`a late joiner of ${variant} takes ${means} and ends with the same model`, () => {
      const swarm = swarmOf({ ...BASE, variant, retainBytes });
      swarm.runSync({ ms: 300 });
      const joiner = swarm.add();
      swarm.runSync({ ms: 60_000 });
      assertAgreement(swarm.peers);
      assertHolds(swarm.peers[0]!, swarm.peers);
      const [joined] = eventsOf(joiner, "joined");
      assert(joined!.progress > 0.8, "it joins where the others are");
      const { published } = joiner.peer.figures();
      assert(published > 5, `it published ${published} updates`);
      const kept = [...joiner.replica.feeds()].every(({ first }) =>
        first === 1
      );
      assertEquals(kept, false, "a snapshot is smaller than its updates here");
    });
  }
}

test("a joiner that is only a few updates behind takes them, and no snapshot", () => {
  const swarm = swarmOf({ ...BASE, variant: "k-sync", k: "all" });
  swarm.runSync({ ms: 35 });
  const joiner = swarm.add();
  swarm.runSync({ ms: 60_000 });
  assertAgreement(swarm.peers);
  assertEquals(eventsOf(joiner, "warning"), []);
});

test("two joiners at once, while a third peer crashes", () => {
  for (const variant of VARIANTS) {
    const swarm = swarmOf({
      ...BASE,
      peers: 4,
      variant,
      network: { loss: 0.05 },
    });
    swarm.runSync({ ms: 300 });
    swarm.add();
    swarm.add();
    swarm.after(1, () => swarm.crash(swarm.peers[1]!));
    swarm.runSync({ ms: 60_000 });
    const alive = swarm.peers.filter((peer) => peer.alive);
    assertEquals(alive.length, 5);
    assertAgreement(alive);
    assertHolds(alive[0]!, alive);
  }
});

test("a joiner whose first partner dies asks the next", () => {
  const swarm = swarmOf({ ...BASE, variant: "k-async" });
  swarm.runSync({ ms: 300 });
  const joiner = swarm.add();
  swarm.runUntil(() => eventsOf(joiner, "catch-up").length > 0);
  const [asked] = eventsOf(joiner, "catch-up");
  const partner = swarm.peers.find(({ peer }) =>
    peer.publicKey === asked!.peer
  )!;
  swarm.crash(partner);
  swarm.runSync({ ms: 60_000 });
  assertAgreement(swarm.peers.filter((peer) => peer.alive));
  assert(eventsOf(joiner, "catch-up").length > 1);
});

test("who did not hear enough peers in time begins when the others have begun", () => {
  const swarm = swarmOf({
    ...BASE,
    peers: 4,
    variant: "k-async",
    waitFor: 4,
  });
  // Peer 1 dies while peer 0, whom it never met, is out of reach.
  const partition = swarm.partition([swarm.peers[0]!], false);
  swarm.runSync({ ms: 5 });
  swarm.crash(swarm.peers[1]!);
  swarm.heal(partition);
  swarm.runSync({ ms: 10 });
  assertEquals(swarm.peers.map(({ peer }) => peer.phase), [
    "waiting",
    "waiting",
    "training",
    "training",
  ]);
  swarm.runSync({ ms: 60_000 });
  const alive = swarm.peers.filter((peer) => peer.alive);
  assertEquals(alive.map(({ peer }) => peer.phase), [
    "finished",
    "finished",
    "finished",
  ]);
  assertAgreement(alive);
});

test("a joiner whose only source dies goes on with what it has", () => {
  for (const variant of VARIANTS) {
    const swarm = swarmOf({ ...BASE, peers: 1, variant });
    swarm.runSync({ ms: 300 });
    const joiner = swarm.add();
    swarm.runUntil(() => joiner.peer.phase === "joining", 100);
    swarm.crash(swarm.peers[0]!, { silent: true });
    swarm.runSync({ ms: 60_000 });
    assertAgreement([joiner]);
  }
});
