// The replica's costs beside memcpy of the same float32 vector: folding, fingerprint, hash, view, admission,
// and microseconds for each header.
// Run: deno task bench replica [parameters]

import { type CodecSpec, createCodec } from "../../src/compression/mod.ts";
import {
  type AdmissionRules,
  admit,
  decodeFrame,
  encodePayload,
  FeedWriter,
  frameOfUpdate,
  Replica,
  signerFromSeed,
  type Update,
  verifySignature,
} from "../../src/replica/mod.ts";

const n = Number(Deno.args[0] ?? 1_000_000);
const REPEATS = 31;
// Enough for the engine to compile the loops, whatever n.
const WARM_UP = Math.max(10, Math.min(400, Math.ceil(2e7 / n)));
const SPECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.01 },
];

/** Median time of a call in nanoseconds, after the engine has warmed up. */
function measure(call: (turn: number) => void): number {
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS + WARM_UP; turn++) {
    const start = performance.now();
    call(turn);
    if (turn >= WARM_UP) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[REPEATS >> 1]! * 1e6;
}

const layout = { trainable: n, state: 0 };
const rules: AdmissionRules = {
  manifestHash: new Uint8Array(32),
  layout,
  codecs: [1, 2, 3, 4],
  maxPayloadLength: 8 * n,
  verify: verifySignature,
};
const start = Float64Array.from({ length: n }, (_, j) => Math.sin(j));
const step = start.map((value) => value * 1e-3);

function writerFor(replica: Replica, incarnation: number): FeedWriter {
  return new FeedWriter({
    signer: signerFromSeed(new Uint8Array(32)),
    incarnation,
    manifestHash: rules.manifestHash,
    fingerprint: replica.fingerprints,
  });
}

function content(spec: CodecSpec) {
  const codec = createCodec(spec);
  const encoded = codec.encode(step, new Float64Array(n));
  const payload = encodePayload(encoded, { layout });
  return { ...encoded, codec: codec.id, payload };
}

const from = new Float32Array(n), to = new Float32Array(n);
const memcpy = measure(() => to.set(from)) / n;
console.log(
  `${n} parameters; ns a parameter, and the ratio to memcpy of float32`,
);
row("memcpy float32", memcpy);

for (const spec of SPECS) {
  const replica = new Replica({ rules, start });
  const writer = writerFor(replica, 1);
  const parts = content(spec);
  const updates = Array.from(
    { length: REPEATS + WARM_UP },
    () => writer.write(parts),
  );
  for (const update of updates) replica.append(update);
  row(`fold ${spec.kind}`, measure(() => replica.fold(writer.feed)) / n);
}

const replica = new Replica({ rules, start });
const view = new Float32Array(n);
row("view", measure(() => replica.view(view)) / n);
row("fingerprint", measure(() => replica.fingerprint()) / n);
row("hash", measure(() => replica.hash()) / n);
for (const spec of SPECS) {
  const update = writerFor(replica, 2).write(content(spec));
  const frames = Array.from(
    { length: REPEATS + WARM_UP },
    () => frameOfUpdate(update),
  );
  const decoded: Update[] = [];
  const decode = measure((turn) => {
    const frame = decodeFrame(frames[turn]!, { owned: true });
    if (frame.kind === "update") decoded[turn] = frame.update;
  });
  row(`decode frame ${spec.kind}`, decode / n);
  const admission = measure((turn) => admit(rules, undefined, decoded[turn]!));
  row(`admit ${spec.kind}`, admission / n);
}

console.log("\nmicroseconds for each header, empty payload");
const empty = writerFor(replica, 3);
const update = empty.write({});
const frame = frameOfUpdate(update);
const micro = (call: () => void) => {
  const inner = 50;
  return measure(() => {
    for (let i = 0; i < inner; i++) call();
  }) / inner / 1000;
};
console.log(
  `encode and sign    ${micro(() => void empty.write({})).toFixed(1)}`,
);
console.log(
  `decode             ${micro(() => void decodeFrame(frame)).toFixed(1)}`,
);
console.log(`decode and verify  ${micro(check).toFixed(1)}`);

function check(): void {
  const decoded = decodeFrame(frame);
  if (
    decoded.kind !== "update" ||
    admit(rules, undefined, decoded.update).kind !== "next"
  ) {
    throw new Error("The update is not admissible");
  }
}

function row(name: string, cost: number): void {
  console.log(
    `${name.padEnd(22)}${cost.toFixed(3).padStart(8)}${
      (cost / memcpy).toFixed(1).padStart(8)
    }x`,
  );
}
