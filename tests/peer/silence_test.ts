import { assert, assertEquals } from "@std/assert";
import {
  constant,
  exponential,
  pareto,
} from "../../src/simulation/delays/mod.ts";
import type { Delay, Simulation } from "../../src/simulation/mod.ts";
import { assertAgreement, eventsOf, updateRate } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** Gradients of 10 ms on average. */
const COMPUTE: Record<string, Delay> = {
  constant: constant(10),
  exponential: exponential(10),
  "Pareto 1.5": pareto(1.5, 10 / 3),
};

/** Four peers in full synchrony, whose links take 1 ms. */
function synchronous(
  seed: number,
  compute: Delay,
  { epochs = 40, loss = 0 } = {},
): Simulation {
  return swarmOf({
    seed,
    peers: 4,
    variant: "k-sync",
    k: "all",
    epochs,
    compute,
    network: { latency: constant(1), loss },
  });
}

/** Times from a crash to its discovery, over the beat that was promised, sorted. */
function discoveries(
  compute: Delay,
  { at, silent }: { at: number; silent: boolean },
): number[] {
  const ratios: number[] = [];
  for (let seed = 1; seed <= 8; seed++) {
    const swarm = synchronous(seed, compute);
    // Somewhere within three rounds.
    const crashed = at + 3.7 * seed;
    swarm.runSync({ ms: crashed });
    const dead = swarm.peers[3]!;
    swarm.crash(dead, { silent });
    swarm.runSync({ ms: 2000 });
    for (const peer of swarm.peers.slice(0, 3)) {
      const [suspected, ...more] = eventsOf(peer, "member-suspected");
      assertEquals(more, []);
      const { reason, peer: whom, silentMs, patienceMs } = suspected!;
      assertEquals(whom, dead.peer.publicKey);
      assert(silentMs >= patienceMs, `seed ${seed}: ${silentMs} ms`);
      const beat = Number(/word every ([\d.]+) ms/.exec(reason)![1]);
      ratios.push((suspected!.at - crashed) / beat);
      const rate = updateRate(peer, suspected!.at, suspected!.at + 500);
      assert(rate > 20, `seed ${seed}: the others go on, ${rate} updates/s`);
    }
  }
  return ratios.sort((a, b) => a - b);
}

for (const [name, compute] of Object.entries(COMPUTE)) {
  test(`who falls silent is missed within six of its beats, while little was observed twenty: ${name}`, () => {
    const late = discoveries(compute, { at: 600, silent: true });
    assert(late[late.length >> 1]! < 6, `late: ${late.map(Math.round)}`);
    assert(late.at(-1)! < 8, `late: ${late.map(Math.round)}`);
    const early = discoveries(compute, { at: 15, silent: true });
    assert(early[early.length >> 1]! < 16, `early: ${early.map(Math.round)}`);
    assert(early.at(-1)! < 20, `early: ${early.map(Math.round)}`);
  });

  test(`whose connections break is missed within two of its beats: ${name}`, () => {
    const late = discoveries(compute, { at: 600, silent: false });
    assert(late[late.length >> 1]! < 2, `late: ${late.map(Math.round)}`);
  });
}

test("nobody is suspected in a hundred runs in which one message in ten is lost", () => {
  let runs = 0;
  for (const [name, compute] of Object.entries(COMPUTE)) {
    for (let seed = 1; seed <= 34; seed++) {
      const swarm = synchronous(seed, compute, { epochs: 1, loss: 0.1 })
        .runSync({ ms: 100_000 });
      // Whoever has finished is gone, and its last word may have been lost.
      const end = Math.min(...swarm.peers.map((peer) => peer.finishedAt));
      for (const peer of swarm.peers) {
        const wrong = eventsOf(peer, "member-suspected")
          .filter(({ at }) => at < end);
        assertEquals(wrong, [], `${name}, seed ${seed}`);
      }
      runs++;
    }
  }
  assertEquals(runs, 102);
});

test("who stands still for two beats is not suspected; for twenty, it is, and counts again once it is back", () => {
  for (const [lasts, suspicions] of [[28, 0], [280, 1]] as const) {
    const swarm = synchronous(1, constant(10), { epochs: 20 });
    swarm.runSync({ ms: 500 });
    const frozen = swarm.peers[3]!, others = swarm.peers.slice(0, 3);
    swarm.freeze(frozen);
    swarm.runSync({ ms: lasts });
    swarm.thaw(frozen);
    swarm.runSync({ ms: 100 });
    for (const { peer } of others) assertEquals(peer.figures().members, 4);
    swarm.runSync({ ms: 100_000 });
    assertAgreement(swarm.peers);
    for (const peer of others) {
      const said = (["member-suspected", "member-returned"] as const)
        .map((type) => eventsOf(peer, type).length);
      assertEquals(said, [suspicions, suspicions], `${lasts} ms`);
    }
  }
});
