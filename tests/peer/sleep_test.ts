import { assert, assertEquals } from "@std/assert";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
import { assertAgreement, assertHolds, eventsOf } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** Four peers with gradients of 10 ms, whose links take 1 ms. */
function swarm(variant: "k-sync" | "k-async", seed: number, epochs = 30) {
  return swarmOf({
    seed,
    peers: 4,
    variant,
    k: variant === "k-sync" ? "all" : 2,
    epochs,
    compute: exponential(10),
    network: { latency: constant(1) },
  });
}

for (const variant of ["k-sync", "k-async"] as const) {
  test(`A peer that slept (${variant}) suspects nobody for it, knows for how long, and ends with all the updates`, () => {
    for (let seed = 1; seed <= 2; seed++) {
      const simulation = swarm(variant, seed);
      simulation.runSync({ ms: 1000 + 7 * seed });
      const [sleeper, ...others] = simulation.peers;
      simulation.freeze(sleeper!);
      simulation.runSync({ ms: 5000 });
      for (const other of others) {
        const told = eventsOf(other, "member-suspected");
        assertEquals(told.map(({ peer }) => peer), [sleeper!.peer.publicKey]);
      }
      simulation.thaw(sleeper!);
      simulation.runSync();
      assertEquals(eventsOf(sleeper!, "member-suspected"), [], `seed ${seed}`);
      const [resumed, ...more] = eventsOf(sleeper!, "resumed");
      assertEquals(more, []);
      assert(Math.abs(resumed!.asleepMs - 5000) < 250, `${resumed!.asleepMs}`);
      for (const other of others) {
        assertEquals(eventsOf(other, "member-returned").length, 1);
      }
      assertAgreement(simulation.peers);
      assertHolds(sleeper!, simulation.peers);
    }
  });
}

test("A peer that slept misses another as soon afterwards as one that did not", () => {
  for (let seed = 1; seed <= 2; seed++) {
    const simulation = swarm("k-async", seed, 150);
    simulation.runSync({ ms: 1000 });
    const [sleeper, awake, doomed] = simulation.peers;
    simulation.freeze(sleeper!);
    const parted = simulation.partition([sleeper!], true);
    simulation.runSync({ ms: 10_000 });
    simulation.heal(parted);
    simulation.thaw(sleeper!);
    simulation.runSync({ ms: 500 });
    simulation.crash(doomed!, { silent: true });
    simulation.runSync({ ms: 5000 });
    const { publicKey } = doomed!.peer;
    const missed = [sleeper!, awake!].map((peer) =>
      eventsOf(peer, "member-suspected").find(({ peer }) => peer === publicKey)
    );
    const [late, soon] = missed.map((event) => event?.silentMs ?? Infinity);
    assert(late! < 4 * soon!, `seed ${seed}: after ${late}, ${soon} ms`);
  }
});

test("A peer whose connections broke while it slept waits for others to come back before it goes on alone", () => {
  const simulation = swarm("k-sync", 1, 80);
  simulation.runSync({ ms: 1000 });
  const [sleeper, ...others] = simulation.peers;
  simulation.freeze(sleeper!);
  const parted = simulation.partition([sleeper!], false);
  simulation.runSync({ ms: 10_000 });
  simulation.thaw(sleeper!);
  // Long enough for patience, not for what a reconnection may take.
  simulation.runSync({ ms: 1500 });
  assertEquals(eventsOf(sleeper!, "member-suspected"), []);
  simulation.heal(parted);
  simulation.runSync();
  assertEquals(eventsOf(sleeper!, "member-suspected"), []);
  for (const other of others) {
    assertEquals(eventsOf(other, "member-returned").length, 1);
  }
  assertAgreement(simulation.peers);
});

test("A peer that still hears what was said while it slept waits no less for those who hung up meanwhile", () => {
  const simulation = swarm("k-sync", 1, 80);
  simulation.runSync({ ms: 1000 });
  const [sleeper, ...others] = simulation.peers;
  simulation.freeze(sleeper!);
  simulation.runSync({ ms: 5000 });
  simulation.thaw(sleeper!);
  // What had arrived is read before the connection is seen to be broken.
  simulation.runSync({ ms: 2 });
  const parted = simulation.partition([sleeper!], false);
  simulation.runSync({ ms: 1500 });
  assertEquals(eventsOf(sleeper!, "member-suspected"), []);
  simulation.heal(parted);
  simulation.runSync();
  assertEquals(eventsOf(sleeper!, "member-suspected"), []);
  for (const other of others) {
    const missed = eventsOf(other, "member-suspected").length;
    assertEquals(eventsOf(other, "member-returned").length, missed);
  }
  assertAgreement(simulation.peers);
});
