// Nanoseconds a parameter of one pair step (two gradients of each of four peers), beside what the replica does with
// the same eight payloads anyway, and memcpy of the same float32 vector.
// Run: deno task bench ordering [parameters]

import {
  type Codec,
  type CodecSpec,
  createCodec,
} from "../../src/compression/mod.ts";
import { innovation, PairBalancer, SignedSum } from "../../src/ordering/mod.ts";
import { addPayload } from "../../src/replica/payload.ts";

const PEERS = 4;
const SPECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.02 },
];

/** Medians of several calls that take turns, so that all meet the same machine. */
function measure(calls: readonly (() => void)[], repeats: number): number[] {
  const times = calls.map((): number[] => []);
  for (let turn = -8; turn < repeats; turn++) {
    calls.forEach((call, k) => {
      const start = performance.now();
      call();
      if (turn >= 0) times[k]!.push(performance.now() - start);
    });
  }
  return times.map((all) => all.sort((a, b) => a - b)[repeats >> 1]! * 1e6);
}

/** A peer's payloads at two positions; each step differs, as gradients do. */
function payloads(spec: CodecSpec, n: number): Uint8Array[] {
  const codec = createCodec(spec), residual = new Float64Array(n);
  return Array.from({ length: 2 * PEERS }, (_, k) => {
    const step = Float64Array.from(
      { length: n },
      (_, j) => Math.sin(j * (k + 1.37)) * Math.cos(j * 0.0037 * k) * 1e-3,
    );
    const { payload } = codec.encode(step, residual);
    // As in a frame: behind a header, at any alignment.
    const frame = new Uint8Array(321 + payload.length);
    frame.set(payload, 321);
    return frame.subarray(321);
  });
}

/** One pair step of all peers, as a peer takes it, from payloads on; with momentum's decay taken off, too. */
function pairStep(
  sum: SignedSum,
  codec: Codec,
  sent: readonly Uint8Array[],
  decay = 0,
): () => void {
  const n = sum.dimension;
  const earlier = sent.map((payload) => codec.view(payload, n));
  return () => {
    const lengths = Array<number>(PEERS).fill(2);
    const balancer = new PairBalancer({ sum, lengths });
    const views = sent.map((payload) => codec.view(payload, n));
    views.forEach((view, k) => {
      const before = k < PEERS ? earlier[(k + 1) % PEERS] : views[k - PEERS];
      const vector = innovation(view, before, decay);
      balancer.add(k % PEERS, k < PEERS ? 0 : 1, vector);
    });
    if (balancer.figures.folded !== PEERS) throw new Error("Not all folded");
  };
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1e6, 44_000];
for (const n of sizes) {
  const layout = { trainable: n, state: 0 };
  const model = new Float64Array(n);
  const from = new Float32Array(n), to = new Float32Array(n);
  const repeats = Math.max(21, Math.min(401, Math.ceil(1e7 / n)));
  console.log(`${n} parameters, ${PEERS} peers, ns a parameter`);
  console.log(
    "codec     memcpy  8 folds   plain    simd  momentum  simd/folds  ms a training step",
  );
  for (const spec of SPECS) {
    const codec = createCodec(spec), sent = payloads(spec, n);
    const plain = new SignedSum(n, { simd: false });
    const simd = new SignedSum(n, { simd: true });
    const folds = () => {
      for (const payload of sent) addPayload(payload, codec, layout, model, 1);
    };
    const [memcpy, fold, slow, fast, decayed] = measure([
      () => to.set(from),
      folds,
      pairStep(plain, codec, sent),
      pairStep(simd, codec, sent),
      pairStep(simd, codec, sent, 0.9),
    ], repeats).map((ns) => ns / n);
    // A pair step is two training steps.
    const ms = (cost: number) => (cost * n / 2e6).toFixed(3);
    console.log(
      [
        spec.kind.padEnd(8),
        memcpy!.toFixed(3).padStart(8),
        fold!.toFixed(2).padStart(9),
        slow!.toFixed(2).padStart(8),
        fast!.toFixed(2).padStart(8),
        decayed!.toFixed(2).padStart(10),
        (fast! / fold!).toFixed(2).padStart(12),
        `${ms(fast!)}, ${ms(decayed!)} with momentum`.padStart(32),
      ].join(""),
    );
  }
}
