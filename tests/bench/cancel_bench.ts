/**
 * How soon a worker is free after a gradient is cancelled, for every example: from
 * the call to the answer, 30 times each, at random moments of a gradient. The aim
 * is max(5 ms, one op).
 *
 *     deno task bench cancel
 */
import { Random } from "../../src/random/mod.ts";
import { TrainingWorker } from "../../src/training/training_worker.ts";

const random = new Random("cancel");

for (const name of ["digits", "perceptron", "shakespeare", "phishing"]) {
  const url = new URL(`../../examples/${name}.ts`, import.meta.url);
  const worker = await TrainingWorker.start(url.href);
  const ask = () =>
    worker.gradient({
      view: Float32Array.from(worker.info.x0),
      unit: 0,
      seed: 1,
    });
  const durations: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await ask().result;
    durations.push(performance.now() - start);
  }
  const whole = durations.sort((a, b) => a - b)[5]!;
  const latencies: number[] = [];
  for (let i = 0; latencies.length < 30 && i < 300; i++) {
    const job = ask();
    await new Promise((done) => setTimeout(done, whole * random.uniform()));
    const start = performance.now();
    job.cancel();
    if (await job.result === null) latencies.push(performance.now() - start);
  }
  worker.close();
  latencies.sort((a, b) => a - b);
  const at = (q: number) =>
    latencies[Math.floor((latencies.length - 1) * q)]!.toFixed(1);
  console.log(
    `${name}: free after ${at(0.5)} ms (median), ${at(0.9)} (p90), ${
      at(1)
    } (longest)` +
      ` of ${latencies.length}; a gradient takes ${whole.toFixed(1)} ms`,
  );
}
