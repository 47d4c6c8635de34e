import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  chooseCompression,
  type Circumstances,
  codecsOf,
  type CodecSpec,
  createCodec,
  damageOf,
  delayOf,
  ENVELOPE,
  expectedHeldBack,
  isHidden,
  nameOfPlan,
  outlookOfPlan,
  type Plan,
} from "../../src/compression/mod.ts";

/** Ten million parameters, two peers that go on, 400 ms a gradient, 50 Mbit/s. */
const LARGE: Circumstances = {
  parameters: 1e7,
  peers: 2,
  computeMs: 400,
  uplink: 50e6 / 8,
  waits: false,
};

const plan = (codec: CodecSpec, localSteps = 1): Plan => ({
  codec,
  localSteps,
});
const FLOAT32 = plan({ kind: "float32" });
const INT8 = plan({ kind: "int8" });
const SPARSE = plan({ kind: "top-k", fraction: 0.01 });

Deno.test("Sending is hidden behind computing where it fits with headroom, and else is what an update takes", () => {
  const int8 = outlookOfPlan(LARGE, INT8);
  assert(!isHidden(int8));
  // 10 MB at 6.25 MB/s, over 0.8.
  assert(Math.abs(int8.sendMs - 1606) < 5, `${int8.sendMs}`);
  assert(Math.abs(int8.periodMs - int8.sendMs / 0.8) < 1e-6);
  const sparse = outlookOfPlan(LARGE, SPARSE);
  assert(isHidden(sparse));
  assert(sparse.periodMs < 410, `${sparse.periodMs}`);
});

Deno.test("Who waits for the others' updates has nothing hidden, and no stale views", () => {
  const waiting = { ...LARGE, waits: true, latencyMs: 30 };
  const { sendMs, periodMs, damage } = outlookOfPlan(waiting, INT8);
  assert(periodMs > 400 + sendMs + 30);
  assertEquals(damage, 1);
});

Deno.test("Damage grows with sparsity, local steps and staleness, and staleness multiplies that of sparsity", () => {
  const of = (fraction: number, localSteps: number, staleness: number) =>
    damageOf({
      codec: { kind: "top-k", fraction },
      localSteps,
      peers: 4,
      staleness,
    });
  assert(of(0.001, 1, 0) > of(0.01, 1, 0));
  assert(of(0.01, 8, 0) > of(0.01, 1, 0));
  assert(of(0.01, 1, 2) > of(0.01, 1, 0));
  const factor = (staleness: number) =>
    of(0.002, 1, staleness) / of(1, 1, staleness);
  assert(factor(4) > factor(0) * 1.1, `${factor(4)} and ${factor(0)}`);
});

Deno.test("The damage is what was measured with four peers on digits, within a third", () => {
  // Gradients to one level of the loss over those of float32 (docs/auto-codec.md).
  const measured: [number, number, number, number][] = [
    [0.01, 1, 0, 1], // as good as dense
    [0.001, 1, 0, 1.12],
    [0.003, 4, 0, 1.18],
    [0.001, 4, 0, 1.84],
    [0.01, 16, 0, 1.25],
    [0.003, 16, 0, 1.87],
    [0.001, 16, 0, 3.2],
    [1, 16, 0, 1.11],
    [1, 1, 4, 1.06],
    [1, 4, 1, 1.07],
  ];
  for (const [fraction, localSteps, staleness, times] of measured) {
    const damage = damageOf({
      codec: { kind: "top-k", fraction },
      localSteps,
      peers: 4,
      staleness,
    });
    const ratio = damage / times;
    assert(
      ratio > 0.74 && ratio < 1.35,
      `${fraction}, H ${localSteps}, ${staleness} stale: ${damage} for ${times}`,
    );
  }
});

Deno.test("The slower the link the fewer bytes for each gradient, from 100 kbit/s to 10 Gbit/s", () => {
  for (const waits of [false, true]) {
    for (const localSteps of [[1], undefined]) {
      let before = 0;
      for (let mbit = 0.1; mbit <= 10_000; mbit *= 2) {
        const chosen = chooseCompression(
          { ...LARGE, waits, uplink: mbit * 125_000 },
          localSteps && { localSteps },
        ).plan;
        const { bytes } = outlookOfPlan(LARGE, chosen);
        const each = bytes / chosen.localSteps;
        // A denser codec with more local steps may take their place.
        assert(
          each > 0.7 * before,
          `${mbit} Mbit/s: ${nameOfPlan(chosen)}, ${each} after ${before}`,
        );
        before = each;
      }
      assert(before > 2e5, `${before} bytes a gradient on the fastest`);
    }
  }
});

Deno.test("Among codecs that fit and cost nearly the same the densest is chosen", () => {
  const { plan } = chooseCompression({
    parameters: 1000,
    peers: 2,
    computeMs: 1000,
    uplink: 1e8,
    waits: false,
  });
  assertEquals(nameOfPlan(plan), "float32");
});

Deno.test("A main thread that an update keeps busy asks for more local steps, a fast one for none", () => {
  const steps = (overheadMs: number) =>
    chooseCompression({ ...LARGE, overheadMs }).plan.localSteps;
  assert(steps(400) > steps(20), `${steps(400)} and ${steps(20)}`);
});

Deno.test("A plan is left for one that is better by 10 %, and never to and fro", () => {
  let current: Plan | undefined;
  let changes = 0;
  // A rate that is measured within 10 % either way.
  for (let i = 0; i < 200; i++) {
    const uplink = 50e6 / 8 * (1 + 0.1 * Math.sin(i * 2.399));
    const choice = chooseCompression({ ...LARGE, uplink, current });
    if (choice.isNew) changes++;
    current = choice.plan;
  }
  assert(changes <= 2, `${changes} changes`);
  const slower = chooseCompression({ ...LARGE, uplink: 1e5, current });
  assert(slower.isNew);
});

Deno.test("More held back than expected is more damage: then a denser codec is chosen", () => {
  const current = plan(SPARSE.codec, 16);
  const expected = expectedHeldBack(current.codec)!;
  const choose = (heldBack: number) =>
    chooseCompression({
      ...LARGE,
      uplink: 4e6,
      heldBack,
      current,
    }, { localSteps: [16] }).plan;
  const loose = choose(expected / 4), sticky = choose(4 * expected);
  assert(
    delayOf(sticky.codec) < delayOf(loose.codec),
    `${nameOfPlan(loose)}, ${nameOfPlan(sticky)}`,
  );
});

Deno.test("The reason says what was measured, what the choice comes to, and what is guessed", () => {
  const { reason } = chooseCompression(LARGE, { localSteps: [1] });
  assertStringIncludes(reason, "uplink 50 Mbit/s, gradient 400 ms, 2 peers");
  assertStringIncludes(reason, "float32 would take");
  const { uplink: _, ...unknown } = LARGE;
  assertStringIncludes(
    chooseCompression(unknown).reason,
    "uplink not measured yet, taken for 20 Mbit/s",
  );
});

Deno.test("Bytes that were observed count for more than the longest payload", () => {
  const sizeOf = () => ENVELOPE + 1;
  const { plan } = chooseCompression({ ...LARGE, uplink: 1e4, sizeOf });
  assertEquals(nameOfPlan(plan).split(" ")[0], "float32");
});

Deno.test("One peer alone has nothing to send", () => {
  const { plan } = chooseCompression({ ...LARGE, peers: 1 });
  assertEquals(nameOfPlan(plan), nameOfPlan(FLOAT32));
});

Deno.test("With auto every codec that a payload can name is admitted", () => {
  const ids = new Set(codecsOf("auto").map((spec) => createCodec(spec).id));
  assertEquals([...ids].sort(), [1, 2, 3, 4, 5, 6, 7]);
});
