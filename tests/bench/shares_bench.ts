/**
 * Whether the data of a slow peer count: MNIST sorted by label among peers, the
 * last of which computes 10 times as long. Prints the held-out accuracy on its
 * labels after the same number of passes, in full synchrony and in each variant,
 * with weights corrected for shares and without. The rate, decaying as a cosine,
 * is the one with the least held-out loss for each line.
 *
 *     deno task bench shares [--peers 5] [--each 2000] [--passes 5] [--slow 10]
 *
 * Needs the original files in ../shared/data/mnist.
 */
import { parseArgs } from "@std/cli/parse-args";
import { sgd } from "../../src/optimizers/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import {
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import {
  type LinearProblem,
  shardedProblem,
  softmaxRegression,
} from "../../src/simulation/problems/mod.ts";
import {
  type Dataset,
  fromArrays,
  readIdx,
  scale,
  selectExamples,
} from "../../src/training/data/mod.ts";

const ROOT = new URL("../../../shared/data/mnist/", import.meta.url);
const RATES = [0.03, 0.1, 0.3, 1];

const { peers, each, passes, slow } = parseArgs(Deno.args, {
  default: { peers: 5, each: 2000, passes: 5, slow: 10 },
}) as { peers: number; each: number; passes: number; slow: number };

async function read(name: string): Promise<Dataset> {
  return scale(fromArrays({
    inputs: await readIdx(new URL(`${name}-images-idx3-ubyte.gz`, ROOT)),
    labels: await readIdx(new URL(`${name}-labels-idx1-ubyte.gz`, ROOT)),
  }));
}

/** A problem of the digits with a peer's labels, up to so many of each. */
function shardOf(data: Dataset, peer: number, most: number): LinearProblem {
  const labels = 10 / peers;
  const counts = new Uint32Array(10);
  const own: number[] = [];
  for (let i = 0; i < data.count; i++) {
    const label = data.labels[i]!;
    if (Math.floor(label / labels) !== peer) continue;
    if (counts[label]!++ < most) own.push(i);
  }
  const chosen = selectExamples(data, own);
  return softmaxRegression({ data: chosen, unit: 32, classes: 10 });
}

const train = await read("train");
const test = await read("t10k");
const everyone = Array.from({ length: peers }, (_, peer) => peer);
const problem = shardedProblem(
  everyone.map((peer) => shardOf(train, peer, each)),
);
const held = everyone.map((peer) => shardOf(test, peer, Infinity));

interface Outcome {
  rate: number;
  /** On the slow peer's labels. */
  slow: number;
  /** On all. */
  all: number;
  loss: number;
}

async function bestOf(
  options: Pick<SimulationOptions, "variant" | "k" | "shareCorrected">,
): Promise<Outcome> {
  let best: Outcome | undefined;
  for (const rate of RATES) {
    const simulation = new Simulation({
      ...options,
      seed: 1,
      peers,
      problem,
      ownData: problem.ownData,
      epochs: passes,
      optimizer: sgd({ learningRate: rate, schedule: { kind: "cosine" } }),
      compute: (peer) =>
        peer === peers - 1 ? uniform(8 * slow, 12 * slow) : uniform(8, 12),
      signatures: "trusted",
    }).runSync({ ms: 1e9 });
    const view = new Float32Array(problem.start.length);
    simulation.peers[0]!.replica.view(view);
    const outcome: Outcome = { rate, slow: 0, all: 0, loss: 0 };
    for (const shard of held) {
      const { loss, metrics } = await shard.evaluate!(view);
      outcome.slow = metrics.accuracy!;
      outcome.all += metrics.accuracy! * shard.examples / test.count;
      outcome.loss += loss * shard.examples / test.count;
    }
    if (best === undefined || outcome.loss < best.loss) best = outcome;
  }
  return best!;
}

function describe({ rate, slow, all, loss }: Outcome): string {
  const percent = (part: number) => (100 * part).toFixed(1).padStart(5);
  return `${percent(slow)} % of its labels, ${percent(all)} % of all, loss ${
    loss.toFixed(3)
  } (rate ${rate})`;
}

const together = await bestOf({ variant: "k-sync", k: "all" });
console.log(`full synchrony: ${describe(together)}`);
for (
  const [variant, k] of [
    ["k-async", 1],
    ["k-async", 2],
    ["k-async", peers - 1],
    ["k-batch-async", peers],
    ["auto", peers - 1],
  ] as const
) {
  const corrected = await bestOf({ variant, k });
  const plain = await bestOf({ variant, k, shareCorrected: false });
  console.log(`${variant}, K ${k}: ${describe(corrected)}`);
  console.log(`  without the correction: ${describe(plain)}`);
}
