import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  CodecError,
  createCodec,
  ErrorFeedback,
  GRID,
} from "../../src/compression/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { decode, nameOf, norm, replay, seed, specs } from "./vectors.ts";

for (const spec of specs) {
  Deno.test(`ErrorFeedback with ${nameOf(spec)} loses nothing: sent = steps - residual`, () => {
    const random = new Random("telescope", seed);
    const n = 400;
    const feedback = new ErrorFeedback(createCodec(spec), n);
    const total = new Float64Array(n), model = new Float64Array(n);
    for (let t = 0; t < 60; t++) {
      // Multiples of 2^-30 below 2^-6, so that float32 holds every sum exactly and equality can be demanded.
      const step = Float64Array.from(
        { length: n },
        () => Math.round(random.normal() * 1e-4 * 2 ** 30) * 2 ** -30,
      );
      for (let i = 0; i < n; i++) total[i]! += step[i]!;
      const { payload, residualNorm } = feedback.encode(step);
      feedback.codec.addTo(payload, model, n, 1);
      assertEquals(residualNorm, feedback.residualNorm);
      assertAlmostEquals(
        residualNorm,
        norm(Float64Array.from(feedback.residual)),
        1e-9,
        replay,
      );
    }
    for (let i = 0; i < n; i++) {
      assertEquals(
        model[i],
        total[i]! - feedback.residual[i]!,
        `value ${i}, ${replay}`,
      );
    }
  });
}

Deno.test("ErrorFeedback gathers steps far below the grid, with float32 too", () => {
  for (const spec of specs) {
    const n = 10, turns = 4096;
    const feedback = new ErrorFeedback(createCodec(spec), n);
    const model = new Float64Array(n);
    for (let t = 0; t < turns; t++) {
      const { payload } = feedback.encode(new Float64Array(n).fill(2 ** -40));
      feedback.codec.addTo(payload, model, n, 1);
    }
    for (let i = 0; i < n; i++) {
      assertEquals(model[i]! + feedback.residual[i]!, turns * 2 ** -40);
      // Without feedback every one of these steps rounds to nothing.
      if (spec.kind !== "top-k") {
        assert(Math.abs(model[i]! - turns * 2 ** -40) <= GRID);
      }
    }
  }
});

Deno.test("ErrorFeedback flush() sends a sparse codec's residual densely", () => {
  const n = 500, random = new Random("flush", seed);
  const sparse = createCodec({ kind: "top-k", fraction: 0.01 });
  const dense = createCodec({ kind: "float32" });
  const feedback = new ErrorFeedback(sparse, n);
  const model = new Float64Array(n), total = new Float64Array(n);
  for (let t = 0; t < 5; t++) {
    const step = Float64Array.from(
      { length: n },
      () => Math.round(random.normal() * 1e-2 * 2 ** 28) * 2 ** -28,
    );
    for (let i = 0; i < n; i++) total[i]! += step[i]!;
    sparse.addTo(feedback.encode(step).payload, model, n, 1);
  }
  assert(feedback.residualNorm > 0.01, replay);
  dense.addTo(feedback.flush(dense).payload, model, n, 1);
  assert(
    feedback.residualNorm <= Math.sqrt(n) * GRID,
    `${feedback.residualNorm}, ${replay}`,
  );
  for (let i = 0; i < n; i++) {
    assertEquals(model[i]! + feedback.residual[i]!, total[i], replay);
  }
});

Deno.test("ErrorFeedback keeps its residual when a step cannot be sent", () => {
  const feedback = new ErrorFeedback(createCodec({ kind: "int8" }), 2);
  feedback.encode(new Float64Array([0.1, 0.001]));
  const before = feedback.residual.slice(), norm = feedback.residualNorm;
  assertThrows(
    () => feedback.encode(new Float64Array([0, NaN])),
    CodecError,
    "value 1 of 2 is NaN",
  );
  assertThrows(
    () => feedback.encode(new Float64Array(3)),
    CodecError,
    "has 3 values, not 2",
  );
  assertEquals(feedback.residual, before);
  assertEquals(feedback.residualNorm, norm);
});

Deno.test("ErrorFeedback restore() goes on where it stopped", () => {
  const random = new Random("restore", seed);
  const draw = () => Float64Array.from({ length: 50 }, () => random.normal());
  const codec = createCodec({ kind: "top-k", fraction: 0.1 });
  const first = new ErrorFeedback(codec, 50),
    second = new ErrorFeedback(codec, 50);
  first.encode(draw());
  second.restore(first.residual.slice());
  assertAlmostEquals(second.residualNorm, first.residualNorm, 1e-12);
  const step = draw();
  assertEquals(second.encode(step), first.encode(step), replay);
  assertThrows(
    () => second.restore(new Float64Array(49)),
    CodecError,
    "has 49 values",
  );
  assertThrows(
    () => second.restore(new Float64Array(50).fill(NaN)),
    CodecError,
    "NaN",
  );
});

Deno.test("ErrorFeedback does not change the step and may switch codecs", () => {
  const step = new Float64Array([0.3, -0.7]), before = step.slice();
  const feedback = new ErrorFeedback(
    createCodec({ kind: "top-k", fraction: 0.5 }),
    2,
  );
  feedback.encode(step);
  assertEquals(step, before);
  const { payload } = feedback.encode(
    new Float64Array(2),
    createCodec({ kind: "float32" }),
  );
  assertEquals(decode({ kind: "float32" }, payload, 2)[0], Math.fround(0.3));
});

Deno.test("ErrorFeedback drops what top-k leaves out where the description says so", () => {
  const spec = { kind: "top-k", fraction: 0.5, values: "float32" } as const;
  const sent = (errorFeedback: boolean) => {
    const codec = createCodec({ ...spec, errorFeedback });
    const feedback = new ErrorFeedback(codec, 2);
    const model = new Float64Array(2);
    const norms = Array.from({ length: 4 }, () => {
      const { payload, residualNorm } = feedback.encode(
        new Float64Array([1, 0.75]),
      );
      codec.addTo(payload, model, 2, 1);
      return residualNorm;
    });
    assertEquals(feedback.residualNorm, norms.at(-1));
    return { model: [...model], norms, left: [...feedback.residual] };
  };
  assertEquals(sent(false), {
    model: [4, 0],
    norms: [0, 0, 0, 0],
    left: [0, 0],
  });
  const kept = sent(true);
  assertEquals(kept.model.map((x, i) => x + kept.left[i]!), [4, 3]);
  assertNotEquals(kept.model[1], 0);
});

Deno.test("top-k keeps what it leaves out unless told otherwise, and says so in the manifest", () => {
  const spec = { kind: "top-k", fraction: 0.5 } as const;
  assertEquals(createCodec(spec).spec, {
    ...spec,
    values: "int8",
    errorFeedback: true,
    residualDecay: 1,
    residualBound: 32,
  });
  assertThrows(
    () => createCodec({ ...spec, errorFeedback: 0 as unknown as boolean }),
    CodecError,
    "errorFeedback is 0, it must be true or false",
  );
});

Deno.test("ErrorFeedback decays what it holds back, and tells what it drops", () => {
  const n = 300, random = new Random("decay", seed);
  const codec = createCodec({
    kind: "top-k",
    fraction: 0.02,
    residualDecay: 0.75,
    residualBound: 1e9,
  });
  const feedback = new ErrorFeedback(codec, n);
  const left = new Float32Array(n);
  let dropped = 0;
  for (let t = 0; t < 20; t++) {
    const step = Float64Array.from({ length: n }, () => random.normal());
    // The same by hand, from a copy of what is held back.
    const plain = codec.encode(step, left, feedback.residual.slice());
    const { payload, residualNorm } = feedback.encode(step);
    assertEquals(payload, plain.payload, replay);
    assertAlmostEquals(residualNorm, 0.75 * plain.residualNorm, 1e-9);
    dropped += 0.25 * plain.residualNorm;
    assertAlmostEquals(feedback.droppedNorm, dropped, 1e-9);
    assertEquals(feedback.residual, left.map((v) => 0.75 * v), replay);
  }
});

Deno.test("ErrorFeedback goes on the same whether its residual is read or not", () => {
  const random = new Random("read", seed);
  const codec = createCodec({ kind: "sign", residualDecay: 0.5 });
  const read = new ErrorFeedback(codec, 40),
    unread = new ErrorFeedback(codec, 40);
  for (let t = 0; t < 10; t++) {
    const step = Float64Array.from({ length: 40 }, () => random.normal());
    assertEquals(read.encode(step), unread.encode(step), replay);
    assert(read.residual.length === 40);
  }
  assertEquals(read.flush(), unread.flush(), replay);
  assertEquals(read.residual, unread.residual);
});

Deno.test("ErrorFeedback holds back no more than the bound, in norms of what it sends", () => {
  const n = 1000, random = new Random("bound", seed);
  for (const residualBound of [1.5, 3]) {
    const codec = createCodec({
      kind: "top-k",
      fraction: 0.001,
      residualBound,
    });
    const feedback = new ErrorFeedback(codec, n);
    const total = new Float64Array(n), model = new Float64Array(n);
    let most = 0;
    for (let t = 0; t < 100; t++) {
      const step = Float64Array.from({ length: n }, () => random.normal());
      for (let i = 0; i < n; i++) total[i]! += step[i]!;
      const { payload, norm: sent, residualNorm } = feedback.encode(step);
      codec.addTo(payload, model, n, 1);
      most = Math.max(sent, 0.99 * most);
      assert(residualNorm <= residualBound * most * (1 + 1e-9), replay);
      assertAlmostEquals(
        residualNorm,
        norm(Float64Array.from(feedback.residual)),
        1e-4,
      );
    }
    assert(feedback.droppedNorm > 0, replay);
    // Steps = sent + held back + dropped, and each dropped vector is no longer than its norm.
    const missing = total.map((v, i) => v - model[i]! - feedback.residual[i]!);
    assert(norm(missing) <= feedback.droppedNorm * (1 + 1e-4), replay);
  }
});

Deno.test("ErrorFeedback drops nothing while steps below the grid gather", () => {
  const codec = createCodec({ kind: "float32", residualBound: 1e-3 });
  const feedback = new ErrorFeedback(codec, 1);
  for (let t = 0; t < 64; t++) {
    feedback.encode(Float64Array.of(2 ** -40));
    assertEquals(feedback.residual[0], (t + 1) * 2 ** -40);
  }
  assertEquals(feedback.droppedNorm, 0);
});

Deno.test("createCodec() says what is wrong with what is said of error feedback", () => {
  const cases: [object, string][] = [
    [
      { residualDecay: 0 },
      "residualDecay is 0, it must be above 0 and at most 1",
    ],
    [{ residualDecay: 1.1 }, "residualDecay is 1.1"],
    [{ residualDecay: "1" }, 'residualDecay is "1"'],
    [{ residualBound: 0 }, "residualBound is 0, it must be a finite number"],
    [{ residualBound: Infinity }, "residualBound is Infinity"],
  ];
  for (const spec of specs) {
    for (const [setting, message] of cases) {
      assertThrows(
        () => createCodec({ ...spec, ...setting }),
        CodecError,
        `Cannot create a ${spec.kind} codec: ${message}`,
      );
    }
  }
});
