import { constant } from "../../src/simulation/delays/mod.ts";
import { assertEquals } from "@std/assert";
import { assertAgreement, assertHolds, eventsOf } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

for (const variant of ["k-async", "k-sync", "auto"] as const) {
  for (const together of [[0, 3], [1, 3]]) {
    test(`all crash, come back in two halves and take each other's snapshots there: ${variant}, ${together}`, () => {
      const swarm = swarmOf({
        peers: 4,
        variant,
        k: "all",
        epochs: 12,
        // So far apart that both of a half ask before either has been answered.
        network: { latency: constant(20) },
        snapshotEvery: 500,
        faults: [
          ...[0, 1, 2, 3].map((peer) => ({
            kind: "crash" as const,
            at: 2400,
            peer,
            restartAfter: 100,
            disk: true,
          })),
          // What each had published last the others had of it, but not on disk.
          { kind: "partition", at: 2400, group: together, lasts: 1500 },
        ],
      });
      swarm.runSync({ ms: 100_000 });
      assertAgreement(swarm.peers);
      for (const peer of swarm.peers) {
        assertHolds(peer, swarm.peers);
        assertEquals(eventsOf(peer, "warning"), []);
      }
    });
  }
}
