import { assert, assertEquals } from "@std/assert";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
import type { Simulation } from "../../src/simulation/mod.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

/** In the middle of the third epoch of 16 units each. */
function balanced(options: Partial<SwarmOptions>): Simulation {
  const swarm = swarmOf({
    peers: 4,
    variant: "k-sync",
    k: "all",
    epochs: 1e6,
    ordering: "cd-grab",
    compute: constant(10),
    ...options,
  });
  while (swarm.peers[0]!.peer.progress < 2.7) swarm.runSync({ ms: 5 });
  return swarm;
}

const figuresOf = ({ peers }: Simulation) =>
  peers.map(({ peer }) => peer.figures().ordering);

test("where nobody is passed over all pairs are exact; in full synchrony no sign need be told", () => {
  for (const ordering of figuresOf(balanced({}))) {
    const { name, pairs, exact, agreement, imbalance } = ordering;
    assertEquals([name, exact, agreement], ["cd-grab", 1, NaN]);
    assert(pairs >= 4 && pairs <= 8, `${pairs} pairs of 8`);
    assert(imbalance > 0, `${imbalance}`);
  }
});

test("signs that are told are those that this peer would have chosen, where all are exact", () => {
  for (const ordering of figuresOf(balanced({ variant: "k-async" }))) {
    assertEquals([ordering.exact, ordering.agreement], [1, 1]);
  }
});

test("who is passed over makes signs inexact, and some of them disagree", () => {
  const swarm = balanced({
    variant: "k-async",
    k: 2,
    units: 512,
    compute: (peer) => exponential(peer === 3 ? 60 : 10),
  });
  const figures = figuresOf(swarm).slice(0, 3);
  const exact = figures.map(({ exact }) => exact);
  assert(exact.every((part) => part < 1), `exact: ${exact}`);
  const agreement = figures.map(({ agreement }) => agreement);
  const mean = agreement.reduce((sum, part) => sum + part) / 3;
  assert(mean > 0.6 && mean < 1, `agreement: ${agreement}`);
});

test("a peer that balances alone agrees with nobody, and one that does not balance has nothing to show", () => {
  for (
    const { exact, agreement, imbalance } of figuresOf(
      balanced({ ordering: "pair-balance" }),
    )
  ) {
    assertEquals([exact, agreement], [1, NaN]);
    assert(imbalance > 0);
  }
  const [random] = figuresOf(balanced({ ordering: "random" }));
  assertEquals(random, {
    name: "random",
    pairs: 0,
    exact: NaN,
    agreement: NaN,
    imbalance: NaN,
  });
});

test("the newest epoch's herding is there for pages that open late, and looking changes nothing", () => {
  const run = (looks: boolean) => {
    const swarm = swarmOf({
      peers: 4,
      variant: "k-sync",
      k: "all",
      epochs: 6,
      ordering: "cd-grab",
      watchesHerding: true,
    });
    for (let i = 0; i < 200; i++) {
      swarm.runSync({ ms: 5 });
      if (looks) figuresOf(swarm);
    }
    swarm.runSync();
    return swarm;
  };
  const looked = run(true);
  const [{ herding }] = figuresOf(looked) as [
    ReturnType<typeof figuresOf>[number],
  ];
  assert(herding!.infinity > 0 && herding!.random > 0);
  assertEquals(
    looked.peers[0]!.replica.hash(),
    run(false).peers[0]!.replica.hash(),
  );
});
