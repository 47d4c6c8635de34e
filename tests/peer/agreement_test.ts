import { assert, assertEquals } from "@std/assert";
import { dealUnits } from "../../src/ordering/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, assertHolds } from "./assertions.ts";
import { logOf } from "./logbook.ts";
import { lossOf } from "./problem.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

for (const variant of VARIANTS) {
  for (const k of [1, 2, "all"] as const) {
    test(`a swarm of ${variant}, K = ${k}, ends with one model on every peer`, () => {
      for (const seed of [1, 2]) {
        const swarm = swarmOf({
          peers: 4,
          variant,
          k,
          seed,
          epochs: 2,
          signatures: "real",
          compute: (peer) => uniform(5 + 2 * peer, 15 + 2 * peer),
          network: { latency: uniform(0.2, 3.2), duplication: 0.1 },
        }).runSync({ ms: 60_000 });
        assertAgreement(swarm.peers);
        const [first] = swarm.peers;
        assertHolds(first!, swarm.peers);
        // Progress is what the clock says: whole epochs, and at most a round more.
        const { progress } = first!.peer;
        assertEquals(progress, first!.replica.units / 64);
        assert(progress >= 2 && progress < 2 + 8 / 64, `${progress} epochs`);
        assert(
          lossOf(first!.replica.values) < 0.5 * lossOf(new Float64Array(16)),
        );
      }
    });
  }
}

test("with K = all every unit is visited once an epoch, by the peer it is dealt to", () => {
  for (const variant of VARIANTS) {
    const swarm = swarmOf({ peers: 4, variant, k: "all", epochs: 3 })
      .runSync({ ms: 60_000 });
    assertAgreement(swarm.peers);
    if (variant === "k-batch-async" || variant === "k-batch-sync") continue;
    const keys = swarm.peers.map(({ peer }) => peer.publicKey);
    const seats = keys.toSorted();
    const shares = dealUnits(64, seats.map((_, rank) => `${rank}`), 1);
    for (const virtual of swarm.peers) {
      const { peer } = virtual;
      const { visited } = logOf(virtual);
      const share = [...shares.get(`${seats.indexOf(peer.publicKey)}`)!];
      assertEquals(visited.length, 3 * share.length);
      for (let epoch = 0; epoch < 3; epoch++) {
        const units = visited.slice(epoch * share.length).slice(
          0,
          share.length,
        );
        assertEquals(units.sort((a, b) => a - b), share);
      }
    }
  }
});

test("the same seed gives the same run, to the last event", () => {
  const run = () =>
    swarmOf({
      peers: 5,
      variant: "k-async",
      k: 2,
      seed: 11,
      epochs: 2,
      compute: uniform(0, 10),
      network: { loss: 0.1 },
    }).runSync({ ms: 60_000 });
  const a = run(), b = run();
  assertEquals(a.now, b.now);
  for (const [i, peer] of a.peers.entries()) {
    const twin = b.peers[i]!;
    assertEquals(peer.replica.hash(), twin.replica.hash());
    assertEquals(logOf(peer).events, logOf(twin).events);
  }
});
