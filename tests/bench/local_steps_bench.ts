/**
 * What a local step costs beside its gradient, in the peer that ships: a lone peer is
 * handed gradients in the memory of the views that it gave, as a worker would hand
 * them back, and told nothing else. Milliseconds of CPU time for each local step in
 * the middle of a block, and for the update at its end; beside memcpy of the model in
 * float32, and what a gradient of a multi-layer perceptron would need at 20 GFLOP/s.
 *
 *     deno task bench local_steps [PARAMETERS …]     default 1,000,000 10,000,000
 */
import process from "node:process";
import { createCodec } from "../../src/compression/mod.ts";
import {
  adam,
  createOptimizer,
  momentum,
  type OptimizerSpec,
  outerOptimizer,
  sgd,
} from "../../src/optimizers/mod.ts";
import { Peer, type PeerAction } from "../../src/peer/mod.ts";
import {
  hashOf,
  Replica,
  signerFromSeed,
  verifySignature,
} from "../../src/replica/mod.ts";

const LOCAL_STEPS = 8;

/** CPU time of this process: other processes of the machine take none of it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

type Compute = Extract<PeerAction, { kind: "compute" }>;

function peerOf(n: number, optimizer: OptimizerSpec, outer: boolean): Peer {
  const codec = createCodec({ kind: "int8" });
  return new Peer({
    replica: new Replica({
      rules: {
        manifestHash: hashOf("bench"),
        layout: { trainable: n, state: 0 },
        codecs: [codec.id],
        maxPayloadLength: 5 * n,
        verify: verifySignature,
      },
      start: new Float64Array(n).fill(0.1),
    }),
    signer: signerFromSeed(hashOf("bench peer")),
    incarnation: 1,
    variant: "k-sync",
    k: 1,
    units: 1 << 20,
    ownData: false,
    epochs: 1,
    validates: false,
    waitFor: 1,
    seed: 1,
    optimizer: createOptimizer(optimizer),
    codec,
    localSteps: LOCAL_STEPS,
    ...(outer ? { outer: outerOptimizer() } : {}),
  });
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

function measure(n: number, spec: OptimizerSpec, outer: boolean) {
  const peer = peerOf(n, spec, outer);
  const memories = new Set<ArrayBufferLike>();
  const steps: number[] = [], ends: number[] = [];
  let now = 0;
  const take = (actions: PeerAction[]) =>
    actions.find((action): action is Compute => action.kind === "compute");
  let next = take(peer.handle({ kind: "start" }, now));
  while (next === undefined) {
    next = take(peer.handle({ kind: "tick" }, now += 1000));
  }
  const blocks = Math.max(4, Math.min(12, Math.ceil(2e7 / n)));
  for (let i = 0; i < blocks * LOCAL_STEPS; i++) {
    const { job, view, localStep } = next!;
    memories.add(view.buffer);
    // The gradient lies where the view was.
    for (let j = 0; j < n; j++) view[j] = 1e-3 * (((j * 7 + i) & 15) - 7.5);
    const gradient = {
      gradient: view.subarray(0, n),
      state: view.subarray(n),
      loss: 1,
      computeMs: 1,
      memory: view,
    };
    const before = cpuMs();
    const actions = peer.handle({ kind: "gradient", job, gradient }, now += 50);
    const spent = cpuMs() - before;
    // The first ones run in slower tiers of the engine.
    if (i >= 2 * LOCAL_STEPS) {
      if (localStep === LOCAL_STEPS - 1) ends.push(spent);
      else if (localStep > 0) steps.push(spent);
    }
    next = take(actions);
    while (next === undefined) {
      next = take(peer.handle({ kind: "tick" }, now += 1000));
    }
  }
  return { step: median(steps), end: median(ends), memories: memories.size };
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1e6, 1e7];
const learningRate = 1e-3;
const cases: [string, OptimizerSpec, boolean][] = [
  ["sgd", sgd({ learningRate }), false],
  ["momentum", momentum({ learningRate }), false],
  ["momentum, outer", momentum({ learningRate }), true],
  ["adam, decay", adam({ learningRate, weightDecay: 0.01 }), true],
];
for (const n of sizes) {
  const a = new Float32Array(n), b = new Float32Array(n).fill(1);
  const copies = Array.from({ length: 9 }, () => {
    const before = cpuMs();
    a.set(b);
    return cpuMs() - before;
  });
  const memcpy = median(copies);
  const flops = 6 * 32 * n / 20e9 * 1000;
  console.log(
    `${n.toLocaleString("en")} parameters, H = ${LOCAL_STEPS}; memcpy ${
      memcpy.toFixed(2)
    } ms; a gradient on 32 examples at 20 GFLOP/s ${flops.toFixed(0)} ms`,
  );
  for (const [name, spec, outer] of cases) {
    const { step, end, memories } = measure(n, spec, outer);
    console.log(
      `  ${name.padEnd(16)} ${step.toFixed(2).padStart(7)} ms a local step (${
        (step / memcpy).toFixed(1)
      } memcpy, ${(100 * step / flops).toFixed(0)} % of the gradient), ${
        end.toFixed(1).padStart(7)
      } ms with the update; ${
        (step * 1e6 / n).toFixed(2)
      } ns a parameter; views in ${memories} piece${
        memories === 1 ? "" : "s"
      } of memory`,
    );
  }
}
