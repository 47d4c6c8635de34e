import { assertEquals, assertThrows } from "@std/assert";
import {
  adam,
  createOptimizer,
  momentum,
  OptimizerError,
  type OptimizerSpec,
  sgd,
} from "../../src/optimizers/mod.ts";
import { Random } from "../../src/random/mod.ts";

const { test } = Deno;

const N = 2500;
const learningRate = 0.3;
const SPECS: OptimizerSpec[] = [
  sgd({ learningRate, schedule: { kind: "cosine" } }),
  sgd({ learningRate, clipNorm: 0.1 }),
  sgd({ learningRate, weightDecay: 0.1 }),
  momentum({ learningRate, schedule: { kind: "linear", warmup: 1 } }),
  momentum({ learningRate, nesterov: true, clipNorm: 0.1 }),
  momentum({ learningRate, clipNorm: 1e9 }),
  momentum({ learningRate, weightDecay: 0.1, decay: "l2" }),
  adam({ learningRate, weightDecay: 0.1 }),
];

for (const spec of SPECS) {
  test(`advance() is update() and two additions, bit for bit: ${JSON.stringify(spec)}`, () => {
    const random = new Random("advance");
    const draw = () =>
      Float32Array.from({ length: N }, () => random.normal() / 10);
    const optimizer = createOptimizer(spec);
    const states = [optimizer.init(N), optimizer.init(N)] as const;
    const view = draw(), next = new Float32Array(N), own = view.slice();
    const sum = new Float64Array(N), expected = new Float64Array(N);
    const step = new Float64Array(N);
    for (let i = 0; i < 4; i++) {
      const progress = { epoch: i / 4, epochs: 2 };
      // The gradient comes in the memory that the next weights go into.
      next.set(draw());
      const gradient = next.slice();
      const at = own.slice();
      optimizer.advance(next, states[0], at, progress, { sum, view, next });
      optimizer.update(gradient, states[1], at, progress, step);
      step.forEach((value, j) => {
        expected[j]! += value;
        own[j] = view[j]! + expected[j]!;
      });
      assertEquals([sum, next], [expected, own]);
      assertEquals(states[0], states[1]);
    }
    next[7] = NaN;
    const target = { sum, view, next };
    const before = structuredClone(states[0]);
    assertThrows(
      () =>
        optimizer.advance(
          next,
          states[0],
          own,
          { epoch: 1, epochs: 2 },
          target,
        ),
      OptimizerError,
    );
    assertEquals(states[0], before);
    assertEquals(sum, expected);
  });
}
