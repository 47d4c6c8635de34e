/**
 * Measures one workload in this process with one set of kernels and prints one
 * line of JSON. Run by training_bench.ts:
 *
 *     deno run -P=test measure.ts KERNELS WORKLOAD MILLISECONDS [profile]
 *
 * KERNELS is "stock" (wasm as it is shipped) or a backend of Drover's.
 *
 * @module
 */
import "@tensorflow/tfjs-backend-wasm";
import { objectiveFor } from "../../../src/training/losses.ts";
import {
  type BackendName,
  useBackend,
} from "../../../src/training/tfjs/backend.ts";
import * as tf from "../../../src/training/tfjs/tf.ts";
import { readInto, writeFrom } from "../../../src/training/tfjs/backend.ts";
import { WORKLOADS } from "./models.ts";

const [kernels, name, budget, profile] = Deno.args;
if (kernels === "stock") await tf.setBackend("wasm");
else await useBackend(kernels as BackendName);
await tf.ready();

const workload = WORKLOADS.find((w) => w.name === name)!;
const { input, labels, vocabulary, classes } = workload;
const sizeOf = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
const wave = (i: number) => Math.sin(i * i * 0.37 + i);
const inputs = vocabulary
  ? Int32Array.from(
    { length: sizeOf(input) },
    (_, i) => (i * i * 7) % vocabulary,
  )
  : Float32Array.from({ length: sizeOf(input) }, (_, i) => wave(i));
const targets = Float32Array.from(
  { length: sizeOf(labels) },
  (_, i) => (i * 31) % classes,
);
const model = workload.model();
const variables = model.trainableWeights.map((w) =>
  (w as unknown as { val: tf.Variable }).val
);
const values = variables.map((v, k) =>
  Float32Array.from({ length: v.size }, (_, i) => 0.05 * wave(i + 77 * k))
);
const gradients = values.map((v) => new Float32Array(v.length));
const { loss } = objectiveFor(model, "softmaxCrossEntropy", [], true);

/** What training does: fresh weights in, loss and gradients out. */
function step(): number {
  return Number(tf.tidy(() => {
    variables.forEach((v, k) => writeFrom(v, values[k]!));
    const x = tf.tensor(inputs, input, vocabulary ? "int32" : "float32");
    const y = tf.tensor(targets, labels);
    const { value, grads } = tf.variableGrads(
      () =>
        tf.mean(
          loss(y, model.apply(x, { training: true }) as tf.Tensor),
        ) as tf.Scalar,
      variables,
    );
    variables.forEach((v, k) => readInto(grads[v.name]!, gradients[k]!));
    return value.dataSync()[0] as unknown as tf.Tensor;
  }));
}

const spent = new Map<string, [calls: number, ms: number]>();

/** Puts a clock around every kernel. */
function timeKernels(): void {
  for (const kernel of tf.getKernelsForBackend(tf.getBackend())) {
    const { kernelName, backendName, kernelFunc } = kernel;
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (args) => {
        const start = performance.now();
        const result = kernelFunc(args);
        const ms = performance.now() - start;
        const [calls, total] = spent.get(kernelName) ?? [0, 0];
        spent.set(kernelName, [calls + 1, total + ms]);
        return result;
      },
    });
  }
}

const end = performance.now() + Number(budget);
const times: number[] = [];
try {
  for (let i = 0; i < 3; i++) step();
  if (profile) timeKernels();
  do {
    const start = performance.now();
    step();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  console.log(JSON.stringify({
    least: times[0],
    median,
    steps: times.length,
    tensors: tf.memory().numTensors,
    ...profile && {
      kernels: Object.fromEntries(
        [...spent].map(([k, [calls, ms]]) => [k, {
          calls: calls / times.length,
          ms: ms / times.length,
        }]),
      ),
    },
  }));
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.log(JSON.stringify({ error: reason.split("\n")[0] }));
}
