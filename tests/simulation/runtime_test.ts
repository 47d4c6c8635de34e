import { assert, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import {
  constant,
  exponential,
  hyperexponential,
  pareto,
  scaled,
  shiftedExponential,
} from "../../src/simulation/delays/mod.ts";
import { measureRuntime } from "../../src/simulation/runtime/mod.ts";
import { CORNERS } from "../../src/synchronicity/mod.ts";
import { paperModel } from "./paper_model.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

const STEPS = 200;

/** Mean and standard deviation. */
function spread(values: number[]): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / values.length)];
}

const DELAYS = [
  exponential(1),
  shiftedExponential(1, 1),
  pareto(3, 1),
  hyperexponential([
    { probability: 0.8, mean: 0.5 },
    { probability: 0.2, mean: 4 },
  ]),
];

for (const variant of CORNERS) {
  test(`peers take the time that the paper's server takes: ${variant}`, () => {
    const peers = 5, k = 3;
    for (const compute of DELAYS) {
      const random = new Random("paper", SEED, compute.name);
      const runs = Array.from(
        { length: 100 },
        () => paperModel(variant, { peers, k, compute, steps: STEPS, random }),
      );
      const { msPerStep, staleness, updatesPerStep } = measureRuntime({
        variant,
        peers,
        k,
        compute: scaled(compute, 1000),
        steps: STEPS,
        seed: SEED,
      });
      const figures = [
        [msPerStep / 1000, runs.map(({ perStep }) => perStep), 1e-4],
        // What is under way at both ends of so short a run counts one by one.
        [staleness, runs.map(({ staleness }) => staleness), peers / STEPS],
      ] as const;
      for (const [measured, expected, edge] of figures) {
        const [mean, deviation] = spread(expected);
        assert(
          Math.abs(measured - mean) < 5 * deviation + edge,
          `${compute.name}: ${measured} for ${mean} +- ${deviation} ${REPLAY}`,
        );
      }
      assertEquals(updatesPerStep, k, `${compute.name} ${REPLAY}`);
    }
  });
}

test("gradients that all need the same time are told apart: no overshoot, and the staleness of theory", () => {
  const measured = CORNERS.map((variant) => {
    const { msPerStep, staleness, updatesPerStep } = measureRuntime({
      variant,
      peers: 4,
      k: 2,
      compute: constant(1000),
      steps: 100,
      seed: SEED,
    });
    return [Math.round(msPerStep), staleness, updatesPerStep];
  });
  assertEquals(measured, [
    [1000, 0, 2],
    [1000, 0, 2],
    [500, 1, 2],
    [500, 1.5, 2],
  ], REPLAY);
});

test("k-batch-async counts steps of more batches than a peer has on its way", () => {
  const { msPerStep, staleness } = measureRuntime({
    variant: "k-batch-async",
    peers: 12,
    k: 12,
    compute: constant(1000),
    steps: 50,
    seed: SEED,
  });
  assert(Math.abs(msPerStep - 1000) < 1, `${msPerStep}`);
  assert(Math.abs(staleness - 11 / 12) < 0.02, `${staleness}`);
});

test("the same seed measures the same, another one something else", () => {
  const measure = (seed: number) =>
    measureRuntime({
      variant: "k-async",
      peers: 4,
      k: 2,
      compute: exponential(1000),
      steps: 50,
      seed,
    });
  assertEquals(measure(SEED), measure(SEED));
  assert(measure(SEED).msPerStep !== measure(SEED + 1).msPerStep);
});

test("measureRuntime() refuses a quorum of more than there are", () => {
  assertThrows(
    () =>
      measureRuntime({
        variant: "k-sync",
        peers: 4,
        k: 5,
        compute: constant(1),
        steps: 1,
        seed: 1,
      }),
    RangeError,
    "Cannot wait for 5 of 4 peers",
  );
});
