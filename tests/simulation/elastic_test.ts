import { assert, assertEquals, assertMatch } from "@std/assert";
import { elasticChart } from "../../src/cli/reproduce/elastic_chart.ts";
import { HeaderLog } from "../../src/synchronicity/mod.ts";
import {
  measureElastic,
  summarise,
} from "../../src/simulation/elastic_study/mod.ts";
import { Invariants } from "../../src/simulation/invariants/mod.ts";
import { exponential, uniform } from "../../src/simulation/delays/mod.ts";
import {
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import {
  boundKept,
  defineScenario,
  quadratic,
  simulate,
} from "../../src/simulation/scripting.ts";

const { test } = Deno;

const OPTIONS: SimulationOptions = {
  seed: 3,
  peers: 4,
  problem: quadratic({ dimension: 12, noise: 0.2, units: 512 }),
  variant: "k-async",
  k: 2,
  epochs: 1,
  compute: exponential(10),
  network: { latency: uniform(1, 8), loss: 0.1 },
  signatures: "trusted",
  elasticBound: 0.5,
};

function broken(tamper: (simulation: Simulation) => void): string[] {
  const invariants = new Invariants(OPTIONS);
  const simulation = new Simulation({ ...OPTIONS, observers: [invariants] });
  tamper(simulation);
  simulation.runSync();
  return invariants.broken.filter((text) => text.startsWith("elastic"));
}

test("the elastic invariant holds where nothing is wrong", () => {
  assertEquals(broken(() => {}), []);
});

test("the elastic invariant finds headers that are not counted", () => {
  const [first] = broken(({ peers }) => {
    for (const { peer } of peers) {
      peer.elastic.log.hear = () => {};
      peer.elastic.log.note = () => {};
    }
  });
  assertMatch(first!, /Headers name updates that it lacks of norm/);
});

test("the elastic invariant finds a gradient above the bound", () => {
  const found = broken(({ peers }) => {
    for (const { peer } of peers) peer.elastic.hold.check = () => undefined;
  });
  assertMatch(
    found[0]!,
    /A gradient begins .* full steps off, the bound is 0.5/,
  );
});

test("the elastic invariant finds a view that lacks what was folded after it", () => {
  const options: SimulationOptions = { ...OPTIONS, variant: "k-sync", k: 4 };
  const { elasticBound: _, ...free } = options;
  const invariants = new Invariants(free);
  const simulation = new Simulation({ ...free, observers: [invariants] });
  for (const { peer } of simulation.peers) {
    const begun = peer.elastic.begun;
    peer.elastic.begun = (now) => {
      peer.elastic.viewed();
      begun.call(peer.elastic, now);
    };
  }
  simulation.runSync();
  assertMatch(invariants.broken.join(), /The view lacks updates of norm/);
});

test("a HeaderLog of a thousand members is a few numbers for each", () => {
  const log = new HeaderLog();
  const header = { seq: 1, cumulativeNorm: 1, residualNorm: 0 };
  for (let member = 0; member < 1000; member++) log.hear(member, header, 1);
  assertEquals(log.seq(999), 1);
  assertEquals(log.cumulativeNorm(1000), 0);
});

test("boundKept() holds for a scenario with a partition, and says where there is no bound", async () => {
  const scenario = (elasticBound?: number) =>
    defineScenario({
      peers: 4,
      task: quadratic({ dimension: 8, units: 512 }),
      synchronicity: {
        variant: "k-batch-async",
        k: 4,
        ...(elasticBound === undefined ? {} : { elasticBound }),
      },
      network: { loss: 0.05 },
      faults: [{ kind: "partition", at: 200, group: [0, 1], lasts: 300 }],
      until: { ms: 1000 },
      expect: [boundKept()],
    });
  const { run, passed, checks } = await simulate(scenario(1), { seed: 2 });
  assert(passed, JSON.stringify(checks));
  assert(run.elastic!.most <= 1 && run.elastic!.audits > 0);
  const unbound = await simulate(scenario(), { seed: 2 });
  assertEquals(unbound.passed, false);
  assertEquals(
    unbound.checks[0]!.problem,
    "there is none: set synchronicity.elasticBound",
  );
});

test("boundKept() tells a gradient above the bound, and an audit that failed", () => {
  const figures = {
    bound: 2,
    most: 2,
    mostCertified: 5,
    audits: 3,
    failures: 0,
  };
  const check = (change: Partial<typeof figures>) =>
    boundKept().check({
      scenario: "test",
      simulated: true,
      seed: 1,
      ms: 1,
      peers: [],
      events: [],
      broken: [],
      elastic: { ...figures, ...change },
    });
  assertEquals(check({}), undefined);
  assertEquals(
    check({ most: 2.5 }),
    "a gradient began 2.5 steps off, the bound is 2",
  );
  assertEquals(
    check({ failures: 1 }),
    "1 of 3 audits found a certificate too small",
  );
});

test("through a partition certificates cover what headers name, and the bound holds the halves together", () => {
  const measure = (bound: number, seed = 5) =>
    measureElastic({
      ...{ peers: 6, variant: "k-batch-async", k: 3, bound },
      ...{ ms: 1200, loss: 0.1, seed },
    });
  const runs = [measure(Infinity), measure(1)];
  const [free, bound] = runs.map(summarise);
  assertEquals(runs.flatMap(({ broken }) => broken), []);
  assertEquals([free!.violations, bound!.violations], [0, 0]);
  assertEquals([free!.audits.failures, bound!.audits.failures], [0, 0]);
  assert(free!.covers > 0.9 && bound!.covers > 0.9);
  assert(bound!.heldMost <= 1);
  assert(bound!.closedPart > 0 && bound!.closedPart < 0.5);
  // Right after the halves have met, before a header has told, a view lacks much
  // whatever the bound; how many views begin just then is a matter of luck.
  const other = [measure(Infinity, 6), measure(1, 6)].map(summarise);
  const without = free!.within99 + other[0]!.within99;
  const within = bound!.within99 + other[1]!.within99;
  assert(within < without / 2, `${within} with a bound, ${without} without`);
  const svg = elasticChart(runs, 1);
  assertEquals(svg.includes("NaN"), false);
  assert(svg.includes("<polyline") && svg.includes('fill="black"'));
});
