import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { defineScenario } from "../../src/simulation/define_scenario.ts";
import { drawFaults } from "../../src/simulation/draw_faults.ts";
import {
  equalHashes,
  finishesWithin,
  lossBelow,
  noUpdateLost,
} from "../../src/simulation/expectations.ts";
import { nullProblem, quadratic } from "../../src/simulation/problems/mod.ts";
import {
  type Scenario,
  ScenarioError,
  type ScenarioOptions,
} from "../../src/simulation/scenario.ts";
import { examplesOf, SCENARIOS } from "../../src/cli/find_file.ts";
import { simulate } from "../../src/simulation/simulate.ts";

const EXAMPLES = new URL("../../examples/scenarios/", import.meta.url);

const BASIS: ScenarioOptions = {
  peers: 4,
  task: quadratic({ dimension: 4 }),
  until: { epochs: 2 },
  expect: [equalHashes(), noUpdateLost()],
};

for (const name of await examplesOf(SCENARIOS)) {
  Deno.test(`The ready-made scenario ${name} is as it expects`, async () => {
    const file = new URL(`${name}.ts`, EXAMPLES);
    const scenario = (await import(file.href)).default as Scenario;
    const first = Number(Deno.env.get("DROVER_SEED") ?? 1);
    for (const seed of [first, first + 1]) {
      const { checks } = await simulate(scenario, { seed });
      const wrong = checks.filter(({ passed }) => !passed);
      assertEquals(
        wrong,
        [],
        `deno run -P mod.ts simulate examples/scenarios/${name}.ts --seed ${seed}`,
      );
    }
  });
}

Deno.test("A scenario trains a task file in virtual time, as the file says", async () => {
  const scenario = defineScenario({
    ...BASIS,
    peers: 2,
    task: "rings.ts",
    until: { epochs: 3 },
    expect: [equalHashes(), noUpdateLost(), lossBelow(1)],
  });
  const folder = fromFileUrl(new URL("../swarm/tasks", import.meta.url));
  const { checks, run } = await simulate(scenario, { folder });
  assertEquals(checks.filter(({ passed }) => !passed), []);
  const published = run.peers.flatMap(({ published }) => [
    ...published.values(),
  ]);
  assertEquals(published, [90, 90]); // 3 epochs of 60 units
});

Deno.test("until: { ms } ends a run in the middle, and { loss } as soon as it is reached", async () => {
  const timed = await simulate(defineScenario({
    ...BASIS,
    until: { ms: 55 },
    expect: [finishesWithin(55)],
  }));
  assertEquals([timed.run.ms, timed.passed], [55, false]);
  const { optimum } = quadratic({ dimension: 4 });
  const trained = await simulate(defineScenario({
    ...BASIS,
    until: { loss: optimum! * 1.1 },
    expect: [equalHashes(), lossBelow(optimum! * 1.1)],
  }));
  assertEquals(trained.checks.filter(({ passed }) => !passed), []);
  const epochs = trained.run.peers[0]!.reason;
  assert(!epochs!.includes("100 epochs"), epochs);
});

Deno.test("A scenario whose expectations are wrong fails, and says in which", async () => {
  const { passed, checks } = await simulate(defineScenario({
    ...BASIS,
    faults: [{ kind: "freeze", at: 100, peer: 3, lasts: 50 }],
    expect: [equalHashes(), finishesWithin(60), () => "never right"],
  }));
  assertEquals(passed, false);
  assertEquals(
    checks.map(({ passed }) => passed),
    [true, false, false, true],
  );
});

Deno.test("The same seed gives the same trace, another one another", async () => {
  const scenario = defineScenario({
    ...BASIS,
    compute: "exponential:10",
    faults: (random) => [{ kind: "crash", at: 50, peer: random.below(4) }],
  });
  const traces = [];
  for (const seed of [7, 7, 8]) {
    traces.push((await simulate(scenario, { seed })).run.trace);
  }
  assertEquals(traces[0], traces[1]);
  assert(traces[0] !== traces[2]);
});

Deno.test("Faults drawn by a function are drawn from the seed, checked, and put in order", () => {
  const scenario = defineScenario({
    ...BASIS,
    faults: (random) => [
      { kind: "leave", at: 500, peer: 1 },
      { kind: "crash", at: 500 * random.uniform(), peer: 0 },
    ],
  });
  const [first, second] = drawFaults(scenario, 3);
  assertEquals([first!.kind, second!.kind], ["crash", "leave"]);
  assertEquals(drawFaults(scenario, 3), drawFaults(scenario, 3));
  assert(drawFaults(scenario, 4)[0]!.at !== first!.at);
  const wrong = {
    ...scenario,
    faults: () => [{ kind: "leave", at: 1, peer: 9 }],
  };
  assertThrows(
    () => drawFaults(wrong as Scenario, 5),
    ScenarioError,
    "Cannot run with seed 5: faults[0], a leave: peer is 9; it must be the number of a peer, from 0 to 3",
  );
});

Deno.test("defineScenario() says what makes no sense, in the words of who wrote it", () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ peer: 3 }, 'there is no field "peer" (did you mean "peers"?)'],
    [{ task: undefined }, 'the field "task" is missing'],
    [{ task: {} }, "task must be a problem such as softmaxRegression(...)"],
    [{ peers: 0 }, "peers is 0; it must be a whole number > 0"],
    [{ peers: "4" }, 'peers is "4" (text); it must be a whole number > 0'],
    [{ until: {} }, "until must be { epochs: N }, { ms: N } or { loss: N }"],
    [{ until: { ms: -1 } }, "until.ms is -1; it must be a number > 0"],
    [{ epochs: 5 }, "epochs is 5, but until.epochs is 2; say it once"],
    [{ expect: [] }, "expect must list what has to be true of every run"],
    [
      { expect: [equalHashes(), undefined] },
      "expect[1] must be an expectation such as equalHashes()",
    ],
    [
      { synchronicity: { variant: "ksync", k: 2 } },
      "synchronicity.variant is",
    ],
    [
      { synchronicity: { variant: "k-sync", k: 0 } },
      'a whole number of at least 1, "all"',
    ],
    [{ ordering: "sorted" }, "ordering is"],
    [{ compute: "exponental:10" }, "did you mean exponential?"],
    [{ network: { los: 0.1 } }, '"los" (did you mean "loss"?)'],
    [
      { network: { loss: 10 } },
      "network.loss is 10; it is a part, from 0 to 1",
    ],
    [
      { network: { latency: "exponential:5" } },
      'network.latency is "exponential:5" (text); it must be a distribution of ms such as exponential(5)',
    ],
    [
      { network: { bandwidth: 0 } },
      "network.bandwidth is 0; it must be bytes a ms",
    ],
    [
      { network: { requestTimeout: NaN } },
      "network.requestTimeout is NaN; it must be ms",
    ],
    [{ network: 5 }, "network is 5; it is an object"],
    [{ clocks: { drift: 5 } }, "clocks.drift is 5"],
    [{ optimizer: { kind: "sdg" } }, "optimizer: "],
    [{ codec: { kind: "int9" } }, "codec: "],
    [
      { faults: [{ kind: "crush", at: 1, peer: 0 }] },
      'faults[0].kind is "crush" (did you mean "crash"?)',
    ],
    [
      { faults: [{ kind: "freeze", at: 1, peer: 0 }] },
      'faults[0], a freeze: the field "lasts" is missing',
    ],
    [
      { faults: [{ kind: "crash", at: 1, peer: 0, lasts: 3 }] },
      'faults[0], a crash: there is no field "lasts"; known are kind, at, peer, ',
    ],
    [
      { faults: [{ kind: "slow", at: 1, peer: 0, factr: 3 }] },
      'faults[0], a slow: there is no field "factr" (did you mean "factor"?)',
    ],
    [
      { faults: [{ kind: "crash", at: 1, peer: 4 }] },
      "from 0 to 3 (joiners come last)",
    ],
    [
      { faults: [{ kind: "partition", at: 1, group: [], lasts: 5 }] },
      "group is []; it must list the peers of one side",
    ],
  ];
  for (const [change, problem] of cases) {
    const options = { ...BASIS, ...change } as ScenarioOptions;
    assertThrows(() => defineScenario(options), ScenarioError, problem);
  }
});

Deno.test("A scenario that ends at a loss needs a problem that can measure it", async () => {
  const scenario = defineScenario({
    ...BASIS,
    task: nullProblem(),
    until: { loss: 1 },
  });
  let message = "";
  await simulate(scenario).catch((error) => message = error.message);
  assertEquals(
    message,
    "Cannot run until the loss is 1: null has nothing to measure it on; use until: { epochs } or { ms }",
  );
});
