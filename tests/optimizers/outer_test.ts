import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  adam,
  applyOuter,
  firstMomentDecay,
  momentum,
  OptimizerError,
  outerOptimizer,
  type OuterOptions,
  sgd,
} from "../../src/optimizers/mod.ts";

const { test } = Deno;

test("outerOptimizer() is DiLoCo's unless told otherwise, and refuses what makes no sense", () => {
  assertEquals(outerOptimizer(), {
    learningRate: 0.7,
    momentum: 0.9,
    nesterov: true,
  });
  const wrong: [object, string][] = [
    [{ learningRate: 0 }, "learningRate is 0"],
    [{ momentum: 1 }, "momentum is 1"],
    [{ nesterov: 1 }, "nesterov is 1"],
    [{ decay: 1 }, '"decay"'],
  ];
  for (const [options, text] of wrong) {
    assertThrows(
      () => outerOptimizer(options as OuterOptions),
      OptimizerError,
      text,
    );
  }
});

test("applyOuter() is descent with momentum, Nesterov's or not", () => {
  for (const nesterov of [true, false]) {
    const spec = outerOptimizer({ learningRate: 0.5, momentum: 0.8, nesterov });
    const trace = new Float64Array(2);
    let velocity = [0, 0];
    for (const sum of [[1, -2], [0.5, 3], [-1, 0]]) {
      velocity = velocity.map((v, i) => sum[i]! + 0.8 * v);
      const step = Float64Array.from(sum);
      applyOuter(spec, step, trace);
      step.forEach((value, i) => {
        const ahead = nesterov ? sum[i]! + 0.8 * velocity[i]! : velocity[i]!;
        assertAlmostEquals(value, 0.5 * ahead, 1e-15);
      });
      assertEquals([...trace], velocity);
    }
  }
});

test("sums of several steps hold less of the sum before than steps of the step before", () => {
  const spec = momentum({ learningRate: 0.1, momentum: 0.9 });
  assertEquals(firstMomentDecay(spec), 0.9);
  assertEquals(firstMomentDecay(spec, { steps: 1 }), 0.9);
  assertAlmostEquals(
    firstMomentDecay(spec, { steps: 3 }),
    (0.9 + 0.81 + 0.729) / 3,
    1e-15,
  );
  assertEquals(firstMomentDecay(adam({ learningRate: 0.1 })), 0.9);
  assertEquals(firstMomentDecay(sgd({ learningRate: 1 }), { steps: 9 }), 0);
  const outer = outerOptimizer({ momentum: 0.7 });
  assertEquals(firstMomentDecay(spec, { steps: 3, outer }), 0.7);
});
