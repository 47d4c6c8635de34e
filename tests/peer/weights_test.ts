import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import { Invariants } from "../../src/simulation/invariants/mod.ts";
import {
  type Observer,
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { digitsInShards } from "../simulation/digits_in_shards.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

/** The last of five peers is 10 times slower. */
const SLOW = 4;

const slowed = (peer: number) =>
  peer === SLOW ? uniform(80, 120) : uniform(8, 12);

const digits = digitsInShards(5, 200);

/** Accuracy on the slow peer's labels after five passes, in points. */
function accuracyOnSlow(
  { variant, k, shareCorrected = true }: Pick<
    SimulationOptions,
    "variant" | "k" | "shareCorrected"
  >,
): number {
  const { problem, accuracy } = digits;
  const simulation = new Simulation({
    seed: SEED,
    peers: 5,
    problem,
    ownData: problem.ownData,
    variant,
    k,
    shareCorrected,
    epochs: 5,
    optimizer: sgd({ learningRate: 0.1, schedule: { kind: "cosine" } }),
    compute: slowed,
    signatures: "trusted",
  }).runSync({ ms: 1e7 });
  const view = new Float32Array(problem.start.length);
  simulation.peers[0]!.replica.view(view);
  return 100 * accuracy(view, SLOW);
}

test("labels that only a slow peer has are learnt as in full synchrony", () => {
  const together = accuracyOnSlow({ variant: "k-sync", k: "all" });
  for (
    const [variant, k] of [
      ["k-async", 2],
      ["k-batch-async", 5],
      ["auto", 4],
    ] as const
  ) {
    const corrected = accuracyOnSlow({ variant, k });
    assert(
      corrected >= together - 2,
      `${variant}, K ${k}: ${corrected} % of its labels, together ${together} % ${REPLAY}`,
    );
    const plain = accuracyOnSlow({ variant, k, shareCorrected: false });
    assert(
      plain < together - 30,
      `${variant}, K ${k}: ${plain} % without the correction ${REPLAY}`,
    );
  }
});

/** Takes down the weights of each peer's updates. */
function weighing(): { weights: number[][]; observer: Observer } {
  const weights: number[][] = [];
  const observer: Observer = {
    handled: ({ index }, _input, actions) => {
      for (const action of actions) {
        if (action.kind !== "publish" || action.content.kind !== "update") {
          continue;
        }
        (weights[index] ??= []).push(action.content.update.header.weight);
      }
    },
  };
  return { weights, observer };
}

/** What all weights add up to, and each peer's part of it. */
function partsOf(weights: number[][]): { all: number; parts: number[] } {
  const sums = weights.map((own) => own.reduce((sum, each) => sum + each, 0));
  const all = sums.reduce((sum, each) => sum + each, 0);
  return { all, parts: sums.map((sum) => sum / all) };
}

/** Peers with 10, 20, 30 and 40 units, the first of them 10 times slower. */
const UNEQUAL = {
  seed: SEED,
  peers: 4,
  problem: quadratic({ units: 100 }),
  ownData: (peer: number) =>
    Array.from(
      { length: 10 * (peer + 1) },
      (_, i) => 5 * peer * (peer + 1) + i,
    ),
  epochs: 20,
  optimizer: sgd({ learningRate: 0.05 }),
  compute: (peer: number) => peer === 0 ? uniform(80, 120) : uniform(5, 15),
  signatures: "trusted",
} as const;

for (const variant of ["k-async", "k-batch-async", "auto"] as const) {
  test(`${variant}: what peers with unequal data publish weighs as much as their data`, () => {
    const k = 3;
    const { weights, observer } = weighing();
    const options = { ...UNEQUAL, variant, k, stalenessAware: false };
    const invariants = new Invariants(options);
    const simulation = new Simulation({
      ...options,
      observers: [observer, invariants],
    }).runSync({ ms: 1e7 });
    assertEquals(invariants.broken, []);
    const { all, parts } = partsOf(weights);
    parts.forEach((part, peer) =>
      assertAlmostEquals(part, (peer + 1) / 10, 0.015, REPLAY)
    );
    // One step of all data for K updates, as without the correction.
    if (variant === "auto") return;
    const { updates } = simulation.peers[0]!.peer.figures();
    assertAlmostEquals(all, updates / k, 0.03 * updates / k, REPLAY);
  });
}

test("in full synchrony a weight is the part of the data, from the first round on", () => {
  for (const variant of ["k-sync", "auto"] as const) {
    const options = { ...UNEQUAL, epochs: 3, variant, k: "all" } as const;
    // Which holds each weight of each round against it.
    const invariants = new Invariants(options);
    const { weights, observer } = weighing();
    new Simulation({ ...options, observers: [invariants, observer] })
      .runSync({ ms: 1e7 });
    assertEquals(invariants.broken, []);
    partsOf(weights).parts.forEach((part, peer) =>
      assertAlmostEquals(part, (peer + 1) / 10, 1e-9)
    );
  }
});

test("peers with data of their own keep every invariant in every variant", () => {
  for (const variant of VARIANTS) {
    for (const k of [1, 3, "all"] as const) {
      const options: SimulationOptions = {
        ...UNEQUAL,
        epochs: 4,
        variant,
        k,
        faults: [
          { kind: "crash", at: 60, peer: 2, restartAfter: 40, disk: true },
          { kind: "leave", at: 150, peer: 3 },
        ],
      };
      const invariants = new Invariants(options);
      const simulation = new Simulation({ ...options, observers: [invariants] })
        .runSync({ ms: 1e7 });
      assertEquals(invariants.broken, [], `${variant}, K ${k} ${REPLAY}`);
      assert(simulation.peers[0]!.peer.progress >= 4, REPLAY);
    }
  }
});

test("a gradient from before the others' hundred updates counts for less, where staleness does", () => {
  const least = (stalenessAware: boolean) => {
    const { weights, observer } = weighing();
    const { ownData: _, ...dealt } = UNEQUAL;
    new Simulation({
      ...dealt,
      variant: "k-async",
      k: 2,
      stalenessAware,
      compute: (peer) => peer === 0 ? uniform(900, 950) : uniform(8, 12),
      observers: [observer],
    }).runSync({ ms: 1e7 });
    return Math.min(...weights[0]!);
  };
  assertEquals(least(false), 1 / 2);
  const cut = least(true);
  assert(cut > 0 && cut < 0.25, `${cut}`);
});
