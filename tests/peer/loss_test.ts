import { assert, assertEquals } from "@std/assert";
import { uniform } from "../../src/simulation/delays/mod.ts";
import type { Simulation } from "../../src/simulation/mod.ts";
import { type Variant, VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, assertHolds, eventsOf } from "./assertions.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

function run(variant: Variant, options: Partial<SwarmOptions>): Simulation {
  return swarmOf({
    peers: 4,
    variant,
    k: "all",
    epochs: 3,
    compute: uniform(8, 12),
    ...options,
  }).runSync({ ms: 100_000 });
}

for (const variant of VARIANTS) {
  test(`${variant} bears 10 % loss, 10 % duplication and reordering`, () => {
    for (const seed of [1, 2]) {
      const swarm = run(variant, {
        seed,
        network: {
          loss: 0.1,
          duplication: 0.1,
          latency: uniform(0.2, 5.2),
        },
      });
      assertAgreement(swarm.peers);
      assertHolds(swarm.peers[0]!, swarm.peers);
      // Whoever has finished is gone, and its last word may have been lost.
      const firstEnd = Math.min(...swarm.peers.map((peer) => peer.finishedAt));
      for (const peer of swarm.peers) {
        const suspected = eventsOf(peer, "member-suspected");
        assertEquals(suspected.filter(({ at }) => at < firstEnd), []);
      }
    }
  });
}

test("loss costs time in proportion where everyone waits for everyone, and little where nobody does", () => {
  for (
    const [variant, most] of [["k-sync", 3], ["k-async", 3], [
      "k-batch-async",
      1.3,
    ]] as const
  ) {
    let lossy = 0, lossless = 0;
    for (const seed of [1, 2]) {
      lossy += run(variant, { seed, network: { loss: 0.1 } }).now;
      lossless += run(variant, { seed }).now;
    }
    assert(
      lossy < most * lossless,
      `${variant}: ${lossy / lossless} times as long`,
    );
  }
});

test("what an update told is told again where the update was lost: nobody is held back for it", () => {
  const swarm = run("k-batch-async", {
    k: 1,
    network: { loss: 0.2 },
    epochs: 6,
    seed: 5,
  });
  assertAgreement(swarm.peers);
  for (const peer of swarm.peers) {
    assertEquals(eventsOf(peer, "member-lagging"), []);
  }
});
