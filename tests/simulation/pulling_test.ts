import { assert, assertEquals } from "@std/assert";
import type { PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import { Invariants } from "../../src/simulation/invariants/mod.ts";
import {
  type Observer,
  Simulation,
  type SimulationOptions,
  Trace,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";
import { nullProblem, quadratic } from "../../src/simulation/problems/mod.ts";
import { assertAgreement } from "../peer/assertions.ts";

const { test } = Deno;

/** Bytes a millisecond that each peer can send. */
const BANDWIDTH = 100;

/** A swarm in which every update is announced. */
const OPTIONS: SimulationOptions = {
  seed: 1,
  peers: 6,
  problem: quadratic({ dimension: 16, noise: 0.2, units: 48 }),
  variant: "k-async",
  k: 2,
  epochs: 3,
  compute: uniform(20, 40),
  network: { latency: uniform(1, 3), announceAbove: 0, chunkBytes: 16 },
  signatures: "trusted",
};

/** Counts inputs and actions. */
class Counter implements Observer {
  readonly counts = new Map<string, number>();

  handled(
    _peer: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
  ): void {
    this.#add(input.kind === "frame" ? input.frame.kind : input.kind);
    for (const { kind } of actions) this.#add(kind);
  }

  of(kind: string): number {
    return this.counts.get(kind) ?? 0;
  }

  #add(kind: string): void {
    this.counts.set(kind, this.of(kind) + 1);
  }
}

function run(options: SimulationOptions) {
  const counter = new Counter(), trace = new Trace();
  const invariants = new Invariants(options);
  const observers = [counter, trace, invariants];
  const simulation = new Simulation({ ...options, observers });
  simulation.runSync();
  return { simulation, counter, trace, invariants };
}

test("what is announced is pulled by everybody once, and the models agree", () => {
  const { simulation, counter, invariants } = run(OPTIONS);
  assertEquals(invariants.broken, []);
  assertAgreement(simulation.peers);
  assert(counter.of("pull") > 200, `${counter.of("pull")}`);
  assertEquals(counter.of("update"), counter.of("pull"));
  assertEquals(counter.of("pull-failed"), 0);
  assertEquals(counter.of("catch-up"), 0);
});

test("pulls are the same for the same seed, and others for another", () => {
  const network = { ...OPTIONS.network, loss: 0.1, bandwidth: 20 };
  const hashOf = (seed: number) =>
    run({ ...OPTIONS, network, seed }).trace.hash;
  assertEquals(hashOf(1), hashOf(1));
  assert(hashOf(1) !== hashOf(2));
});

test("crashes, cuts and lost announcements in the middle of pulls are mended", () => {
  for (let seed = 1; seed <= 4; seed++) {
    const { simulation, invariants, counter } = run({
      ...OPTIONS,
      seed,
      network: { ...OPTIONS.network, loss: 0.2, bandwidth: 40 },
      faults: [
        { kind: "crash", at: 200, peer: 1 },
        { kind: "crash", at: 300, peer: 2, silent: true },
        { kind: "partition", at: 350, group: [0, 3], lasts: 500, silent: true },
        { kind: "freeze", at: 1000, peer: 4, lasts: 300, deaf: true },
        { kind: "join", at: 400 },
      ],
    });
    assertEquals(invariants.broken, [], `seed ${seed}`);
    assertAgreement(simulation.peers.filter(({ alive }) => alive));
    assert(counter.of("catch-up") > 0);
  }
});

test("chunks wait for their sender's uplink: a payload takes about as long as its copies do", () => {
  const payloadBytes = 200_000, peers = 5;
  const arrivals: number[] = [];
  let publishedAt = NaN;
  const observer: Observer = {
    handled({ index }, input, actions, now) {
      const isPublished = actions.some((action) =>
        action.kind === "publish" && action.type === "update"
      );
      if (isPublished && index === 0 && !(publishedAt >= 0)) publishedAt = now;
      if (input.kind === "frame" && input.frame.kind === "update") {
        arrivals.push(now);
      }
    },
  };
  const simulation = new Simulation({
    ...OPTIONS,
    peers,
    problem: nullProblem({ units: peers, gradient: 1 }),
    variant: "k-sync",
    k: 1,
    epochs: 1,
    // Whoever is first ends the round of the others.
    compute: (peer) => constant(peer === 0 ? 10 : 1e6),
    network: {
      latency: constant(1),
      bandwidth: BANDWIDTH,
      payloadBytes,
      chunkBytes: 1000,
    },
    observers: [observer],
  });
  simulation.runUntil(() => arrivals.length === peers - 1, 1e5);
  const took = arrivals.at(-1)! - publishedAt;
  const copy = payloadBytes / BANDWIDTH;
  // Everybody passes on what it has: little more than one copy leaves the publisher.
  assert(took > copy && took < 2 * copy, `${took} ms, one copy ${copy} ms`);
  const { streamBytes } = simulation.overlay.traffic;
  const useful = payloadBytes * (peers - 1);
  assert(streamBytes < 1.4 * useful, `${streamBytes / useful}`);
});

test("publishers wait for the first payloads to arrive, however long they take", () => {
  const payloadBytes = 1_000_000, peers = 3;
  const simulation = new Simulation({
    ...OPTIONS,
    peers,
    problem: nullProblem({ units: 1000, gradient: 1 }),
    variant: "k-batch-async",
    k: "all",
    epochs: 100,
    compute: constant(100),
    network: { latency: constant(1), bandwidth: 100, payloadBytes },
  });
  // Of each update two copies take 20 s.
  simulation.runSync({ ms: 200_000 });
  for (const { peer } of simulation.peers) {
    const { published, updates } = peer.figures();
    assert(updates >= 20, `${updates} folded`);
    const others = (updates - published) / (peers - 1);
    assert(published - others <= 9, `${published} published, ${others} folded`);
  }
});
