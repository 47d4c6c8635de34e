import { assert, assertEquals } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import {
  changing,
  constant,
  exponential,
  uniform,
} from "../../src/simulation/delays/mod.ts";
import type {
  Simulation,
  SimulationOptions,
} from "../../src/simulation/mod.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { smallSwarm, told, type Traced } from "../simulation/small_swarm.ts";

const { test } = Deno;

/** Four peers under `auto`, for as long as it takes. */
function autoSwarm(options: Partial<SimulationOptions>): Traced {
  const traced = smallSwarm({
    peers: 4,
    variant: "auto",
    k: "auto",
    epochs: 40,
    problem: quadratic({ units: 60 }),
    optimizer: sgd({ learningRate: 0.1 }),
    ...options,
  });
  traced.simulation.runSync({ ms: 600_000 });
  return traced;
}

/** When everyone had finished, ms. */
function duration({ peers }: Simulation): number {
  return Math.max(...peers.map(({ finishedAt }) => finishedAt));
}

/** All changes of K that peer 0 told. */
function quorums(traced: Traced) {
  return told(traced.trace, 0, "quorum").map(({ at, event }) => ({
    at,
    ...event,
  }));
}

test("auto lets one ten times slower go on by itself, says whom and why, and does not wait", () => {
  const slow = (peer: number) => peer === 3 ? uniform(95, 105) : uniform(9, 11);
  const auto = autoSwarm({ compute: slow });
  const all = autoSwarm({ compute: slow, k: "all" });
  const ratio = duration(all.simulation) / duration(auto.simulation);
  assert(ratio > 4, `${ratio} times as fast as K = P`);
  const [first] = quorums(auto);
  assertEquals([first!.from, first!.to], [4, 3]);
  // Not even the first round waits for it.
  assert(first!.at < 60, `at ${first!.at} ms`);
  const slowest = auto.simulation.peers[3]!.peer.publicKey;
  assert(first!.reason.includes(`slowest ${slowest}`), first!.reason);
  assertEquals([first!.members, first!.slow], [4, slowest]);
  assert(first!.slowMs! >= 20, `${first!.slowMs} ms`);
  // What it computes is published, and nothing of it thrown away.
  const [{ published, cancelled }] = [
    auto.simulation.peers[3]!.peer.figures(),
  ] as const;
  assert(published >= 5 && cancelled <= 2, `${published}, ${cancelled}`);
});

test("auto waits for all where all are alike: K = P, as long as without it", () => {
  const alike = { compute: uniform(9, 11) };
  const auto = autoSwarm(alike);
  const all = autoSwarm({ ...alike, k: "all" });
  assertEquals(quorums(auto), []);
  assertEquals(duration(auto.simulation), duration(all.simulation));
});

test("auto notices a peer that slows down half-way, and one that becomes fast again", () => {
  const compute = (peer: number) =>
    peer === 3
      ? changing([
        { from: 0, delay: constant(10) },
        { from: 300, delay: constant(100) },
        { from: 1200, delay: constant(10) },
      ])
      : uniform(9, 11);
  const traced = autoSwarm({ compute, epochs: 120 });
  const changes = quorums(traced);
  const [down] = changes;
  assertEquals([down!.from, down!.to], [4, 3]);
  // Until all have noticed, those who have wait for those who have not.
  const settled = changes.filter(({ at }) => at > 500);
  assertEquals(settled.map(({ from, to }) => [from, to]), [[3, 4]]);
  const [up] = settled;
  assert(down!.at > 300 && down!.at < 400, `down at ${down!.at} ms`);
  assert(up!.at > 1200 && up!.at < 1900, `up at ${up!.at} ms`);
});

test("auto goes with the first of those without memory, who all begin anew", () => {
  const traced = autoSwarm({ compute: exponential(10), peers: 8 });
  const [first] = quorums(traced);
  assert(first!.to <= 2, `K ${first!.to}`);
  const cancelled = traced.simulation.peers.map(({ peer }) =>
    peer.figures().cancelled
  );
  assert(cancelled.every((count) => count > 20), `${cancelled}`);
});

test("peers choose nearly the same K of the same headers", () => {
  const ks: number[][] = [];
  const traced = smallSwarm({
    peers: 6,
    variant: "auto",
    k: "auto",
    epochs: 40,
    compute: (peer) => uniform(5 + 5 * peer, 10 + 5 * peer),
  });
  const { simulation } = traced;
  // By then everyone has heard enough of everyone.
  simulation.runSync({ ms: 300 });
  for (let i = 0; i < 60; i++) {
    simulation.runSync({ ms: 10 });
    const running = simulation.peers.filter(({ peer }) =>
      peer.phase === "training"
    );
    ks.push(running.map(({ peer }) => peer.k));
  }
  const spreads = ks.map((all) => Math.max(...all) - Math.min(...all));
  const usual = spreads.toSorted((a, b) => a - b)[45]!;
  assert(usual <= 1, `spread of K at three quarters: ${usual}`);
});

test("a cut-off starts work anew that is so many rounds behind", () => {
  const compute = (peer: number) => constant(peer === 3 ? 100 : 10);
  const of = (cutOff?: number) => {
    const { simulation } = autoSwarm({
      variant: "k-async",
      k: 3,
      compute,
      ...(cutOff === undefined ? {} : { cutOff }),
    });
    return simulation.peers[3]!.peer.figures();
  };
  const without = of();
  assert(without.published > 0);
  // The last one is cancelled by the end of training.
  assert(without.cancelled <= 1, `${without.cancelled} cancelled`);
  const cut = of(5);
  assert(cut.published <= 1, `${cut.published} published`);
  assert(cut.cancelled > 5, `${cut.cancelled} cancelled`);
});

test("AdaSync begins with few and waits for more as the loss falls", () => {
  const traced = autoSwarm({
    peers: 8,
    variant: "k-sync",
    k: "adasync",
    compute: exponential(10),
    epochs: 120,
  });
  const changes = quorums(traced);
  assertEquals(changes[0]!.to, 1);
  assert(changes.at(-1)!.to >= 4, `K ${changes.at(-1)!.to} at the end`);
  assert(changes.at(-1)!.reason.includes("AdaSync"));
});
