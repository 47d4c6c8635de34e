// How fast each codec writes and reads, and into how many bytes, beside memcpy of the same vector as float32.
// A value counts as 4 bytes, whatever it is kept in: GB/s = 4 n / CPU time.
// Run: deno task bench compression [parameters ...]

import {
  type CodecSpec,
  createCodec,
  ErrorFeedback,
} from "../../src/compression/mod.ts";
import process from "node:process";
import { Random } from "../../src/random/mod.ts";

const SPECS: readonly [string, CodecSpec][] = [
  ["float32", { kind: "float32" }],
  ["bfloat16", { kind: "bfloat16" }],
  ["int8", { kind: "int8" }],
  ["sign", { kind: "sign" }],
  ["top-k 10 %", { kind: "top-k", fraction: 0.1 }],
  ["top-k 1 %", { kind: "top-k", fraction: 0.01 }],
  ["top-k 1 %, sign", { kind: "top-k", fraction: 0.01, values: "sign" }],
  ["top-k 1 %, float32", { kind: "top-k", fraction: 0.01, values: "float32" }],
];

const sizes = Deno.args.length > 0
  ? Deno.args.map(Number)
  : [10_000, 1_000_000, 10_000_000];

/** CPU time of this process in ms: what others on the machine take is not the codec's. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The least time of a call, in ms. */
function measure(call: () => void, n: number): number {
  // Small vectors are gone through many times a measurement; the first calls run in slower tiers of the engine.
  const inner = Math.max(1, Math.round(1_000_000 / n));
  const repeats = Math.max(7, Math.min(40, Math.round(4e7 / n)));
  for (let k = 0; k < Math.max(3, 20 * inner / n); k++) call();
  let least = Infinity;
  for (let k = 0; k < repeats; k++) {
    const start = cpuTime();
    for (let j = 0; j < inner; j++) call();
    least = Math.min(least, (cpuTime() - start) / inner);
  }
  return least;
}

/** Normal steps, whose scale is that of a layer: eight of them from 2^-6 to 2^-13. */
function drawStep(n: number): Float64Array {
  const random = new Random("bench", 1);
  const normals = Float64Array.from({ length: 65_537 }, () => random.normal());
  return Float64Array.from(
    { length: n },
    (_, i) => normals[i % 65_537]! * 2 ** -(6 + Math.floor(8 * i / n)),
  );
}

const cell = (text: string | number, width = 11) =>
  (typeof text === "number" ? text.toPrecision(3) : text).padStart(width);

for (const n of sizes) {
  const step = drawStep(n), model = new Float64Array(n);
  const from = new Float32Array(n), to = new Float32Array(n);
  const rate = (call: () => void) => 4e-6 * n / measure(call, n);
  console.log(`\n${n.toLocaleString("en")} parameters, GB/s`);
  const columns = ["encode", "check", "add", "bytes/value"];
  console.log("".padEnd(20) + columns.map((name) => cell(name)).join(""));
  console.log("memcpy".padEnd(20) + cell(rate(() => to.set(from))));
  for (const [name, spec] of SPECS) {
    const codec = createCodec(spec);
    const feedback = new ErrorFeedback(codec, n);
    const encode = rate(() => void feedback.encode(step));
    const { payload } = feedback.encode(step);
    let sign: 1 | -1 = 1;
    const check = rate(() => codec.check(payload, n, 2 ** 19));
    const add = rate(() => {
      codec.addTo(payload, model, n, sign);
      sign = sign === 1 ? -1 : 1;
    });
    const cells = [encode, check, add, payload.length / n];
    console.log(name.padEnd(20) + cells.map((value) => cell(value)).join(""));
  }
}
console.log(
  "\nencode: step (float64) + what error feedback carries (float32), to payload and what is left; " +
    "add: into a float64 model",
);
