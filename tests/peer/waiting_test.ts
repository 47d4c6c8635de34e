import { assert, assertEquals } from "@std/assert";
import { constant } from "../../src/simulation/delays/mod.ts";
import { assertAgreement, eventsOf } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

for (const silent of [true, false]) {
  test(`Peers cut off before there were enough of them say how many are missing, and join when they meet the others${silent ? " (connections open)" : ""}`, () => {
    const simulation = swarmOf({
      peers: 5,
      variant: "k-async",
      k: 2,
      epochs: 20,
      waitFor: 3,
      compute: constant(10),
      network: { latency: constant(1) },
      faults: [
        { kind: "partition", at: 0, group: [0, 1], lasts: 1000, silent },
      ],
    });
    simulation.runSync({ ms: 900 });
    const [a, b, ...enough] = simulation.peers;
    for (const { peer } of [a!, b!]) {
      const { phase, waitingFor } = peer.figures();
      assertEquals([phase, waitingFor], ["waiting", "1 more"]);
    }
    for (const { peer } of enough) {
      assert(peer.figures().updates > 50);
    }
    simulation.runSync();
    for (const peer of [a!, b!]) {
      assertEquals(eventsOf(peer, "joined").length, 1);
      assert(peer.peer.figures().published > 0);
    }
    assertAgreement(simulation.peers);
  });
}

test("Two halves that are both too few wait for each other, and begin together when they meet", () => {
  const simulation = swarmOf({
    peers: 4,
    variant: "k-sync",
    k: "all",
    waitFor: 4,
    compute: constant(10),
    network: { latency: constant(1) },
    faults: [
      { kind: "partition", at: 0, group: [0, 1], lasts: 5000, silent: true },
    ],
  });
  simulation.runSync({ ms: 4900 });
  for (const { peer } of simulation.peers) {
    assertEquals(peer.figures().waitingFor, "2 more");
  }
  simulation.runSync();
  for (const peer of simulation.peers) {
    assertEquals(eventsOf(peer, "started").map(({ members }) => members), [4]);
  }
  assertAgreement(simulation.peers);
});
