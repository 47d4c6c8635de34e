import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  adam,
  createOptimizer,
  momentum,
  OptimizerError,
  sgd,
} from "../../src/optimizers/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { assertClose, now, replay, run, seed } from "./sequences.ts";

Deno.test("weightDecay is decoupled: Adam's moments do not see it", () => {
  const plain = createOptimizer(adam({ learningRate: 0.1 }));
  const decayed = createOptimizer(
    adam({ learningRate: 0.1, weightDecay: 0.01 }),
  );
  const gradient = new Float32Array([0.3]), weight = new Float32Array([4]);
  const a = new Float64Array(1), b = new Float64Array(1);
  const before = plain.init(1), after = decayed.init(1);
  for (let t = 0; t < 3; t++) {
    plain.update(gradient, before, weight, now, a);
    decayed.update(gradient, after, weight, now, b);
    assertAlmostEquals(b[0]! - a[0]!, -0.1 * 0.01 * 4, 1e-15);
  }
  assertEquals(after, before);
});

Deno.test('weightDecay with decay "l2" equals the gradient of the penalty', () => {
  const options = { learningRate: 0.5, momentum: 0.5 };
  const l2 = createOptimizer(
    momentum({ ...options, weightDecay: 0.25, decay: "l2" }),
  );
  const plain = createOptimizer(momentum(options));
  // The weight is held at 2 by hand, so the penalty's gradient is .25 * 2 each time.
  const out = new Float64Array(1), expected = new Float64Array(1);
  const a = l2.init(1), b = plain.init(1);
  for (const gradient of [1, -2, 0.5]) {
    l2.update(new Float32Array([gradient]), a, new Float32Array([2]), now, out);
    plain.update(
      new Float32Array([gradient + 0.5]),
      b,
      new Float32Array([2]),
      now,
      expected,
    );
    assertEquals(out, expected);
  }
});

Deno.test("weightDecay spares what the mask spares", () => {
  for (const decay of ["decoupled", "l2"] as const) {
    const spec = sgd({ learningRate: 0.5, weightDecay: 0.5, decay });
    const optimizer = createOptimizer(spec, new Uint8Array([1, 0, 1]));
    const out = new Float64Array(3), values = new Float32Array([4, 4, -8]);
    optimizer.update(new Float32Array(3), optimizer.init(3), values, now, out);
    assertEquals(Array.from(out, (step) => step + 0), [-1, 0, 2]);
  }
});

Deno.test("clipNorm keeps the direction and bounds the norm", () => {
  const gradient = new Float32Array([3, -4, 12]);
  const step = (clipNorm: number) => {
    const optimizer = createOptimizer(sgd({ learningRate: 1, clipNorm }));
    const out = new Float64Array(3);
    const norm = optimizer.update(
      gradient,
      optimizer.init(3),
      gradient,
      now,
      out,
    );
    assertEquals(norm, 13);
    return Array.from(out);
  };
  assertClose(step(1), [-3 / 13, 4 / 13, -12 / 13]);
  assertEquals(step(13), [-3, 4, -12]);
  assertEquals(step(0), [-3, 4, -12]);
});

Deno.test("clipNorm comes before momentum", () => {
  const optimizer = createOptimizer(
    momentum({ learningRate: 1, momentum: 0.5, clipNorm: 1 }),
  );
  assertClose(run(optimizer, [10, -20, 0]), [-1, 0.5, 0.25]);
});

Deno.test("schedule scales the step by the swarm's progress, not by the step count", () => {
  const spec = sgd({ learningRate: 2, schedule: { kind: "linear" } });
  const optimizer = createOptimizer(spec);
  const state = optimizer.init(1),
    out = new Float64Array(1),
    one = new Float32Array([1]);
  for (const epoch of [5, 0, 10]) {
    optimizer.update(one, state, one, { epoch, epochs: 10 }, out);
    assertAlmostEquals(out[0]!, -2 * (1 - epoch / 10), 1e-15);
  }
});

Deno.test("momentum of P publishers averages to momentum of the averaged gradient", () => {
  const random = new Random("linear", seed);
  const peers = 8, n = 3000;
  for (const nesterov of [false, true]) {
    const spec = momentum({
      learningRate: 0.1,
      momentum: 0.9,
      nesterov,
      weightDecay: 1e-2,
      schedule: { kind: "cosine" },
    });
    const optimizer = createOptimizer(spec);
    const states = Array.from({ length: peers }, () => optimizer.init(n));
    const whole = optimizer.init(n);
    const values = Float32Array.from({ length: n }, () => random.normal());
    const out = new Float64Array(n), expected = new Float64Array(n);
    for (let t = 0; t < 10; t++) {
      const progress = { epoch: t, epochs: 10 };
      const mean = new Float64Array(n), steps = new Float64Array(n);
      for (const state of states) {
        const gradient = Float32Array.from(
          { length: n },
          () => random.normal(),
        );
        optimizer.update(gradient, state, values, progress, out);
        for (let i = 0; i < n; i++) {
          mean[i]! += gradient[i]! / peers;
          steps[i]! += out[i]! / peers;
        }
      }
      optimizer.update(
        Float32Array.from(mean),
        whole,
        values,
        progress,
        expected,
      );
      for (let i = 0; i < n; i++) {
        assertAlmostEquals(steps[i]!, expected[i]!, 1e-6, replay);
      }
    }
  }
});

Deno.test("update() treats every parameter alike, wherever it lies", () => {
  // Lengths around the block size; each parameter has the same gradients, so all steps must be the same bits.
  const specs = [
    sgd({ learningRate: 0.1, weightDecay: 0.1 }),
    momentum({
      learningRate: 0.1,
      nesterov: true,
      weightDecay: 0.1,
      decay: "l2",
    }),
    adam({ learningRate: 0.1, weightDecay: 0.1 }),
  ];
  for (const spec of specs) {
    const optimizer = createOptimizer(spec);
    const expected = run(optimizer, [0.3, -0.1]);
    for (const n of [0, 1, 1023, 1024, 1025, 2500]) {
      const state = optimizer.init(n), out = new Float64Array(n).fill(9);
      const values = new Float32Array(n + 7);
      for (const [t, gradient] of [0.3, -0.1].entries()) {
        optimizer.update(
          new Float32Array(n).fill(gradient),
          state,
          values,
          now,
          out,
        );
        values.fill(expected[0]!);
        assert(
          out.every((step) => step === expected[t]),
          `${spec.kind}, length ${n}`,
        );
      }
    }
  }
});

Deno.test("update() refuses a gradient that is not finite and leaves the state alone", () => {
  for (
    const spec of [
      momentum({ learningRate: 1 }),
      adam({ learningRate: 1, clipNorm: 1 }),
    ]
  ) {
    const optimizer = createOptimizer(spec);
    const state = optimizer.init(5),
      out = new Float64Array(5),
      values = new Float32Array(5);
    optimizer.update(new Float32Array(5).fill(1), state, values, now, out);
    const before = structuredClone(state);
    for (const bad of [NaN, Infinity, -Infinity]) {
      assertThrows(
        () =>
          optimizer.update(
            new Float32Array([0, 0, 0, bad, 0]),
            state,
            values,
            now,
            out,
          ),
        OptimizerError,
        `gradient 3 of 5 is ${bad}`,
      );
    }
    assertEquals(state, before);
  }
});

Deno.test("update() names the vector whose length does not fit", () => {
  const optimizer = createOptimizer(
    momentum({ learningRate: 1 }),
    new Uint8Array(3),
  );
  const three = new Float32Array(3),
    out = new Float64Array(3),
    state = optimizer.init(3);
  const refused = (call: () => unknown, words: string) =>
    assertThrows(call, OptimizerError, words);
  refused(
    () => optimizer.update(three, state, three, now, new Float64Array(2)),
    "out has 2",
  );
  refused(
    () => optimizer.update(three, optimizer.init(4), three, now, out),
    "trace has 4",
  );
  refused(
    () => optimizer.update(three, state, new Float32Array(2), now, out),
    "values has 2",
  );
  const four = new Float32Array(4);
  refused(
    () =>
      optimizer.update(four, optimizer.init(4), four, now, new Float64Array(4)),
    "decayMask has 3",
  );
});
