import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  adam,
  createOptimizer,
  momentum,
  sgd,
} from "../../src/optimizers/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { assertClose, now, replay, run, seed } from "./sequences.ts";

Deno.test("sgd() steps against the gradient", () => {
  assertEquals(run(createOptimizer(sgd({ learningRate: 0.5 })), [1, -2, 0]), [
    -0.5,
    1,
    -0,
  ]);
});

Deno.test("momentum() follows the hand-computed sequence", () => {
  // trace: 1, .5 * 1 + 2 = 2.5, .5 * 2.5 - 1 = .25, .125
  const optimizer = createOptimizer(
    momentum({ learningRate: 0.25, momentum: 0.5 }),
  );
  assertEquals(run(optimizer, [1, 2, -1, 0]), [
    -0.25,
    -0.625,
    -0.0625,
    -0.03125,
  ]);
});

Deno.test("momentum() of a constant gradient tends to 1 / (1 - momentum) of it", () => {
  const optimizer = createOptimizer(
    momentum({ learningRate: 1, momentum: 0.9 }),
  );
  const steps = run(optimizer, new Array(400).fill(1));
  steps.forEach((step, t) =>
    assertAlmostEquals(step, -(1 - 0.9 ** (t + 1)) / 0.1, 1e-9)
  );
});

Deno.test("momentum() in Nesterov's form follows the hand-computed sequence", () => {
  // trace 1, 2.5, .25; gradient + .5 * trace: 1.5, 3.25, -.875
  const spec = momentum({ learningRate: 1, momentum: 0.5, nesterov: true });
  assertEquals(run(createOptimizer(spec), [1, 2, -1]), [-1.5, -3.25, 0.875]);
});

Deno.test("momentum() in Nesterov's form equals its look-ahead definition", () => {
  // Sutskever et al. 2013: v = m v - lr f'(w + m v), w += v. With y = w + m v, this is a step of y.
  const m = 0.75, rate = 0.125, slope = (w: number) => 3 * w - 1;
  let w = 2, v = 0;
  const optimizer = createOptimizer(
    momentum({ learningRate: rate, momentum: m, nesterov: true }),
  );
  const state = optimizer.init(1), out = new Float64Array(1);
  let y = 2;
  for (let t = 0; t < 20; t++) {
    v = m * v - rate * slope(w + m * v);
    w += v;
    const gradient = new Float32Array([slope(y)]);
    optimizer.update(gradient, state, new Float32Array([y]), now, out);
    y += out[0]!;
    // Gradients are float32.
    assertAlmostEquals(y, w + m * v, 1e-5);
  }
});

Deno.test("adam() first steps by the learning rate against the sign, whatever the size", () => {
  const optimizer = createOptimizer(adam({ learningRate: 0.01 }));
  for (const gradient of [1e-3, 1, 1e6, -1e-3, -1e6]) {
    assertAlmostEquals(
      run(optimizer, [gradient])[0]!,
      -0.01 * Math.sign(gradient),
      1e-6,
    );
  }
  assertEquals(Math.abs(run(optimizer, [0])[0]!), 0);
});

Deno.test("adam() equals its closed form with bias correction", () => {
  const b1 = 0.8, b2 = 0.95, epsilon = 1e-3, learningRate = 0.1;
  const random = new Random("adam", seed);
  const gradients = Array.from(
    { length: 50 },
    () => Math.fround(random.normal()),
  );
  const steps = run(
    createOptimizer(adam({ learningRate, b1, b2, epsilon })),
    gradients,
  );
  const expected = gradients.map((_, t) => {
    // The moments as the weighted sums that the recursions unroll to.
    let mu = 0, nu = 0;
    for (let s = 0; s <= t; s++) {
      mu += (1 - b1) * b1 ** (t - s) * gradients[s]!;
      nu += (1 - b2) * b2 ** (t - s) * gradients[s]! ** 2;
    }
    mu /= 1 - b1 ** (t + 1);
    nu /= 1 - b2 ** (t + 1);
    return -learningRate * mu / (Math.sqrt(nu) + epsilon);
  });
  assertClose(steps, expected, 1e-12, replay);
});

Deno.test("adam() of a constant gradient keeps its step", () => {
  const steps = run(
    createOptimizer(adam({ learningRate: 0.1 })),
    new Array(2000).fill(0.5),
  );
  steps.forEach((step) => assertAlmostEquals(step, -0.1, 1e-8));
});
