import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { CodecSpec } from "../../src/compression/mod.ts";
import {
  adam,
  momentum,
  type OptimizerSpec,
  sgd,
} from "../../src/optimizers/mod.ts";
import { type Ordering, ORDERINGS } from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  BALANCED_VECTORS,
  Lockstep,
  type LockstepOptions,
} from "../../src/simulation/lockstep/mod.ts";
import { type Problem, Simulation } from "../../src/simulation/mod.ts";
import {
  type LinearProblem,
  logisticRegression,
  quadratic,
} from "../../src/simulation/problems/mod.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

/** Units that differ much, so that another order is another model. */
const PROBLEM = quadratic({
  dimension: 24,
  condition: 30,
  units: 62,
  spread: 2,
});

async function train(
  options: Partial<LockstepOptions>,
): Promise<Float64Array> {
  const epochs = options.epochs ?? 4;
  const swarm = new Lockstep({
    problem: PROBLEM,
    peers: 4,
    seed: SEED,
    ordering: "cd-grab",
    optimizer: sgd({ learningRate: 0.3 }),
    epochs,
    ...options,
  });
  for (let epoch = 0; epoch < epochs; epoch++) await swarm.epoch();
  return swarm.values;
}

function simulate(
  options: {
    problem?: Problem;
    peers: number;
    ordering: Ordering;
    optimizer: OptimizerSpec;
    codec?: CodecSpec;
    epochs: number;
  },
): Float64Array {
  const simulation = new Simulation({
    seed: SEED,
    problem: PROBLEM,
    variant: "k-sync",
    k: "all",
    signatures: "trusted",
    ...options,
  }).runSync({ ms: 1e6 });
  const all = simulation.peers.map(({ replica }) => replica.values);
  for (const values of all) assertEquals(values, all[0], REPLAY);
  return all[0]!.slice();
}

const OPTIMIZERS: [string, OptimizerSpec][] = [
  ["sgd", sgd({ learningRate: 0.3 })],
  [
    "momentum and a schedule",
    momentum({
      learningRate: 0.1,
      momentum: 0.7,
      weightDecay: 1e-3,
      schedule: { kind: "cosine" },
    }),
  ],
  ["adam", adam({ learningRate: 0.05 })],
];

const CODECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.2 },
];

for (const ordering of ORDERINGS) {
  test(`lockstep ends with the parameters of a simulated swarm, bit for bit: ${ordering}`, async () => {
    // 62 units: shares of 15 and 16, of 12 and 13, of 20 and 21, and of one peer alone.
    for (const peers of [1, 3, 4, 5]) {
      for (const [name, optimizer] of OPTIMIZERS) {
        const options = { peers, ordering, optimizer, epochs: 4 };
        assertEquals(
          await train(options),
          simulate(options),
          `${peers} peers, ${name} ${REPLAY}`,
        );
      }
    }
  });
}

test("lockstep ends with the parameters of a simulated swarm, bit for bit: with every codec", async () => {
  for (const codec of CODECS) {
    for (const [name, optimizer] of OPTIMIZERS) {
      const options = {
        peers: 3,
        ordering: "cd-grab",
        optimizer,
        codec,
        epochs: 5,
      } as const;
      const message = `${codec.kind}, ${name} ${REPLAY}`;
      assertEquals(await train(options), simulate(options), message);
    }
  }
});

test("each ordering makes a model of its own", async () => {
  const models = await Promise.all(
    ORDERINGS.map((ordering) => train({ ordering })),
  );
  const different = new Set(models.map((model) => model.join()));
  assertEquals(different.size, ORDERINGS.length);
});

test("lockstep with noisy gradients draws the noise that peers draw", async () => {
  const problem = quadratic({ units: 30, noise: 1 });
  const options = {
    problem,
    peers: 4,
    ordering: "random",
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 2,
  } as const;
  assertEquals(await train(options), simulate(options), REPLAY);
});

test("lockstep waits for gradients that are computed elsewhere", async () => {
  const later: Problem = {
    ...PROBLEM,
    gradient: (unit, view, seed) => {
      const values = view.slice();
      return Promise.resolve().then(() => PROBLEM.gradient(unit, values, seed));
    },
  };
  assertEquals(await train({ problem: later }), await train({}));
});

test("which vector is balanced changes the orders, and without momentum and codec it hardly does", async () => {
  const heavy = momentum({ learningRate: 0.05, momentum: 0.9 });
  const models = await Promise.all(
    BALANCED_VECTORS.map((vector) => train({ vector, optimizer: heavy })),
  );
  const different = new Set(models.map((model) => model.join()));
  assert(different.size >= 2, `${different.size} models ${REPLAY}`);
  const same = await Promise.all(
    (["step", "step-innovation"] as const).map((vector) => train({ vector })),
  );
  assertEquals(same[0], same[1]);
});

/** Two classes that overlap. */
function examples(count: number, unit: number): LinearProblem {
  const random = new Random("examples", SEED);
  const labels = Array.from({ length: count }, () => random.below(2));
  const features = labels.map((label) => [
    random.normal() + label,
    random.normal(),
    random.normal() * (1 + label),
  ]);
  return logisticRegression({ data: { features, labels }, unit, l2: 0.01 });
}

test("units composed of their own examples have their own gradients", () => {
  const problem = examples(19, 4);
  const view = Float32Array.of(0.3, -0.2, 1, 0.5);
  for (let unit = 0; unit < problem.units; unit++) {
    const first = unit * problem.unitSize;
    const count = Math.min(problem.unitSize, problem.examples - first);
    assertEquals(
      problem.gradientOf(
        Uint32Array.from({ length: count }, (_, i) => first + i),
        view,
      ),
      problem.gradient(unit, view, 0),
    );
  }
});

test("reshuffled examples are each visited once an epoch by their own peer, in units as large", async () => {
  const problem = examples(37, 4);
  const visits: number[][] = [];
  const swarm = new Lockstep({
    problem: {
      ...problem,
      gradientOf(rows: Uint32Array, view: Float32Array) {
        visits.push([...rows]);
        return problem.gradientOf(rows, view);
      },
    } as LinearProblem,
    peers: 3,
    seed: SEED,
    ordering: "examples",
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 2,
  });
  const epochs = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    await swarm.epoch();
    const seen = visits.splice(0);
    const sizes = seen.map((rows) => rows.length).sort((a, b) => a - b);
    assertEquals(sizes, [1, ...Array(9).fill(4)]);
    const sorted = seen.flat().sort((a, b) => a - b);
    assertEquals(sorted, Array.from({ length: 37 }, (_, i) => i));
    epochs.push(seen);
  }
  const together = (units: number[][]) =>
    units.map((unit) => unit.toSorted((a, b) => a - b).join());
  const [first, second] = epochs.map(together);
  const kept = first!.filter((unit) => second!.includes(unit));
  assert(kept.length <= 3, `${kept.length} units stayed together ${REPLAY}`);
});

test("lockstep says how gradients stray, and balancing makes them stray less", async () => {
  const straying = async (ordering: Ordering) => {
    const swarm = new Lockstep({
      problem: PROBLEM,
      peers: 4,
      seed: SEED,
      ordering,
      optimizer: sgd({ learningRate: 1e-3 }),
      epochs: 8,
    });
    for (let epoch = 0; epoch < 7; epoch++) {
      assertEquals(await swarm.epoch(), undefined);
    }
    return (await swarm.epoch({ watch: true }))!.toRandom;
  };
  const [random, balanced] = [
    await straying("random"),
    await straying("cd-grab"),
  ];
  assert(balanced < random / 2, `${balanced}, random ${random} ${REPLAY}`);
});

test("lockstep refuses what cannot be done", async () => {
  assertThrows(
    () =>
      new Lockstep({
        problem: quadratic({ units: 3 }),
        peers: 4,
        seed: 1,
        ordering: "random",
        optimizer: sgd({ learningRate: 1 }),
        epochs: 1,
      }),
    Error,
    "with 4 peers: it has 3 units",
  );
  await assertRejects(
    () => train({ ordering: "examples" }),
    Error,
    "its units cannot be composed anew",
  );
  await assertRejects(
    () => train({ optimizer: sgd({ learningRate: 1e4 }), epochs: 9 }),
    Error,
    "lower the learning rate",
  );
});
