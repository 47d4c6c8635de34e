// Nanoseconds a parameter for each optimizer, beside memcpy of the same float64 vector.
// Run: deno run tests/bench/optimizers_bench.ts [parameters]

import {
  adam,
  createOptimizer,
  momentum,
  sgd,
} from "../../src/optimizers/mod.ts";

const n = Number(Deno.args[0] ?? 1_000_000);
const gradient = Float32Array.from(
  { length: n },
  (_, i) => Math.sin(i * 1.7) * 1e-2,
);
const values = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 0.3));
const mask = Uint8Array.from({ length: n }, (_, i) => i % 10 === 0 ? 0 : 1);
const out = new Float64Array(n), source = new Float64Array(n);

/** Median time of a call in ns a parameter. */
function measure(call: () => void, repeats = 21): number {
  // The first calls run in slower tiers of the engine.
  for (let k = 0; k < 10; k++) call();
  const times: number[] = [];
  for (let k = 0; k < repeats; k++) {
    const start = performance.now();
    call();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[repeats >> 1]! * 1e6 / n;
}

const learningRate = 0.1;
const specs = {
  "sgd": sgd({ learningRate }),
  "momentum": momentum({ learningRate }),
  "momentum, nesterov": momentum({ learningRate, nesterov: true }),
  "momentum, clip": momentum({ learningRate, clipNorm: 1e-3 }),
  "momentum, decay": momentum({ learningRate, weightDecay: 1e-4 }),
  "adam": adam({ learningRate }),
  "adam, clip, decay": adam({
    learningRate,
    clipNorm: 1e-3,
    weightDecay: 1e-2,
  }),
};
const memcpy = measure(() => out.set(source));
console.log(
  `${n} parameters, memcpy of float64 ${memcpy.toFixed(2)} ns a parameter`,
);
for (const [name, spec] of Object.entries(specs)) {
  const optimizer = createOptimizer(spec, mask);
  const state = optimizer.init(n);
  const time = measure(() =>
    void optimizer.update(gradient, state, values, { epoch: 1, epochs: 2 }, out)
  );
  console.log(
    `${name.padEnd(20)} ${time.toFixed(2)} ns, ${
      (time / memcpy).toFixed(1)
    } x memcpy`,
  );
}
