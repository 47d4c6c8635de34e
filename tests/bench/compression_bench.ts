// Nanoseconds a parameter for each codec, beside memcpy of the same float64 vector.
// Run: deno run tests/bench/compression_bench.ts [parameters]

import { type CodecSpec, createCodec } from "../../src/compression/mod.ts";

const n = Number(Deno.args[0] ?? 1_000_000);
const model = new Float64Array(n), copy = new Float64Array(n);
const step = new Float64Array(n), residual = new Float64Array(n);
for (let i = 0; i < n; i++) {
  model[i] = Math.round(Math.sin(i) * 2 ** 28) * 2 ** -32;
  step[i] = Math.sin(i * 1.7) * Math.cos(i * 0.0037) * 1e-3;
}

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

const specs: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.01, values: "float32" },
  { kind: "top-k", fraction: 0.01, values: "int8" },
];
const memcpy = measure(() => copy.set(model));
console.log(
  `${n} parameters; ns a parameter (ratio to memcpy of float64, ${
    memcpy.toFixed(2)
  } ns)`,
);
console.log(
  "codec".padEnd(14) +
    ["encode", "check", "addTo", "bytes/param"].map(head).join(""),
);
for (const spec of specs) {
  const codec = createCodec(spec);
  const { payload } = codec.encode(step, residual);
  let sign: 1 | -1 = 1;
  const times = [
    measure(() => void codec.encode(step, residual)),
    measure(() => codec.check(payload, n, 1)),
    measure(() => {
      codec.addTo(payload, model, n, sign);
      sign = sign === 1 ? -1 : 1;
    }),
  ];
  const cells = times.map((t) =>
    head(`${t.toFixed(3)} (${(t / memcpy).toFixed(2)})`)
  );
  console.log(
    codec.name.padEnd(14) + cells.join("") +
      head((payload.length / n).toFixed(3)),
  );
}

function head(text: string): string {
  return text.padStart(18);
}
