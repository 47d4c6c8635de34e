import { assert } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import type { Simulation } from "../../src/simulation/mod.ts";
import { assertAgreement } from "./assertions.ts";
import { lossOf } from "./problem.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

/** Like machines, each within half a millisecond of 10 ms. */
const LIKE: SwarmOptions = {
  peers: 4,
  variant: "k-sync",
  k: 1,
  epochs: 6,
  compute: uniform(9.75, 10.25),
};

/** The loss of peer 0's model each time that it enters a new round. */
function lossByRound(swarm: Simulation): number[] {
  const { peer, replica } = swarm.peers[0]!;
  const losses: number[] = [];
  while (peer.phase !== "finished") {
    swarm.runSync({ ms: 0.5 });
    const { round } = peer.figures();
    while (losses.length <= round) losses.push(lossOf(replica.values));
  }
  return losses;
}

test("like machines at K = 1 measure their overshoot: all of them publish in each round", () => {
  const swarm = swarmOf({ ...LIKE, network: { latency: constant(1) } }).runSync(
    { ms: 60_000 },
  );
  assertAgreement(swarm.peers);
  for (const { peer } of swarm.peers) {
    const { overshoot } = peer.figures();
    assert(overshoot > 3 && overshoot < 4.2, `overshoot ${overshoot}`);
  }
});

test("like machines at K = 1 make the step of K = P, and not P of them", () => {
  // A rate that one mean step bears and four full ones do not: |1 - 0.55| < 1,
  // |1 - 4 * 0.55| > 1.
  const optimizer = sgd({ learningRate: 0.55 });
  for (const latency of [0.5, 3, 12]) {
    const options = {
      ...LIKE,
      optimizer,
      network: { latency: constant(latency) },
    };
    const one = lossByRound(swarmOf(options));
    const all = lossByRound(swarmOf({ ...options, k: "all" }));
    const last = (losses: number[]) =>
      losses.slice(-20).reduce((sum, loss) => sum + loss / 20, 0);
    assert(Math.max(...one.slice(1)) <= one[0]!, "it diverges");
    assert(last(one) < 0.05 * one[0]!, `ends at ${last(one)} of ${one[0]}`);
    assert(last(all) < 0.05 * all[0]!);
  }
});

test("the mean motion of a round at K = 1 is the one of K = P", () => {
  // -log(loss) falls by 2 * rate a round while the gradient's mean dominates.
  const descent = (k: 1 | "all", latency: number) => {
    const losses = lossByRound(
      swarmOf({
        ...LIKE,
        k,
        optimizer: sgd({ learningRate: 0.05 }),
        network: { latency: constant(latency) },
      }),
    );
    return Math.log(losses[4]! / losses[20]!);
  };
  for (const latency of [0.5, 12]) {
    const ratio = descent(1, latency) / descent("all", latency);
    assert(ratio > 0.75 && ratio < 1.3, `latency ${latency}: ${ratio} steps`);
  }
});

test("four full steps a round would diverge at that rate", () => {
  // The same machines where each weighs its update as if it were alone: k-async
  // at K = 1 does not correct, its iterations are one update each.
  const swarm = swarmOf({
    ...LIKE,
    variant: "k-async",
    optimizer: sgd({ learningRate: 0.55 }),
    network: { latency: constant(3) },
  }).runSync({ ms: 60_000 });
  const loss = lossOf(swarm.peers[0]!.replica.values);
  assert(!(loss < 1e3), `loss ${loss}`);
});
