import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { perceptron, ProblemError } from "../../src/simulation/problems/mod.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

function problem(unit: number) {
  const random = new Random("rows", SEED);
  const rows = (width: number) =>
    Array.from(
      { length: 23 },
      () => Float32Array.from({ length: width }, () => random.normal()),
    );
  return perceptron({
    inputs: rows(4),
    targets: rows(2),
    hidden: [7, 5],
    unit,
    seed: SEED,
  });
}

test("perceptron(): gradients are those that differences of losses show", () => {
  const { gradient, evaluate, start, units, layout } = problem(4);
  const random = new Random("view", SEED);
  const view = Float32Array.from(start, (x) => x + 0.1 * random.normal());
  const mean = new Float64Array(layout.trainable);
  for (let unit = 0; unit < units; unit++) {
    const made = gradient(unit, view, 0) as { gradient: Float32Array };
    // The last unit has 3 examples of 4, and weighs as much less.
    made.gradient.forEach((g, i) => mean[i]! += g * 4 / 23);
  }
  const at = (i: number, shift: number) => {
    const moved = view.slice();
    moved[i]! += shift;
    const { loss } = evaluate!(moved) as { loss: number };
    return { x: moved[i]!, loss };
  };
  for (let i = 0; i < layout.trainable; i++) {
    const right = at(i, 1e-4), left = at(i, -1e-4);
    const slope = (right.loss - left.loss) / (right.x - left.x);
    assertAlmostEquals(mean[i]!, slope, 2e-3, `parameter ${i} ${REPLAY}`);
  }
});

test("perceptron() learns what no linear model does", () => {
  const inputs = [[0, 0], [0, 1], [1, 0], [1, 1]].map((x) =>
    Float32Array.from(x)
  );
  const targets = [0, 1, 1, 0].map((y) => Float32Array.of(y));
  const xor = perceptron({ inputs, targets, hidden: [16, 16], unit: 4 });
  const x = Float32Array.from(xor.start);
  for (let step = 0; step < 400; step++) {
    const { gradient } = xor.gradientOf(Uint32Array.of(0, 1, 2, 3), x);
    gradient.forEach((g, i) => x[i]! -= 0.1 * g);
  }
  const { loss } = xor.evaluate!(x) as { loss: number };
  assert(loss < 0.01, `loss ${loss}`);
});

test("perceptron() refuses what does not fit together", () => {
  assertThrows(
    () =>
      perceptron({
        inputs: [Float32Array.of(1), Float32Array.of(1, 2)],
        targets: [Float32Array.of(1), Float32Array.of(1)],
        hidden: [2],
      }),
    ProblemError,
    "each of one length",
  );
});
