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
