import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  checkSchedule,
  OptimizerError,
  type Schedule,
  scheduleFactor,
} from "../../src/optimizers/mod.ts";

const at = (schedule: Schedule, epoch: number, epochs = 10) =>
  scheduleFactor(schedule, { epoch, epochs });

Deno.test("scheduleFactor() of a cosine has its ends and its middle", () => {
  assertEquals(at({ kind: "cosine" }, 0), 1);
  assertAlmostEquals(at({ kind: "cosine" }, 5), 0.5, 1e-15);
  assertEquals(at({ kind: "cosine" }, 10), 0);
  assertEquals(at({ kind: "cosine", floor: 0.1 }, 10), 0.1);
  assertEquals(at({ kind: "cosine", floor: 0.1 }, 12), 0.1);
  assertAlmostEquals(
    at({ kind: "cosine" }, 2.5),
    (1 + Math.SQRT1_2) / 2,
    1e-15,
  );
});

Deno.test("scheduleFactor() warms up linearly, and cosine and line begin after it", () => {
  for (const kind of ["constant", "cosine", "linear"] as const) {
    const schedule: Schedule = { kind, warmup: 2 };
    assertEquals([0, 0.5, 1, 2].map((epoch) => at(schedule, epoch)), [
      0,
      0.25,
      0.5,
      1,
    ]);
    assertEquals(at({ ...schedule, start: 0.5 }, 1), 0.75);
  }
  assertEquals(at({ kind: "linear", warmup: 2 }, 6), 0.5);
  assertAlmostEquals(at({ kind: "cosine", warmup: 2 }, 6), 0.5, 1e-15);
});

Deno.test("scheduleFactor() is continuous where the warm-up ends", () => {
  const schedules: Schedule[] = [
    { kind: "step", every: 1, factor: 0.5, warmup: 3 },
    { kind: "exponential", factor: 0.9, warmup: 3 },
    { kind: "cosine", floor: 0.2, warmup: 3 },
  ];
  for (const schedule of schedules) {
    assertAlmostEquals(at(schedule, 3 - 1e-9), at(schedule, 3), 1e-8);
  }
});

Deno.test("scheduleFactor() of steps and exponential decay is counted in epochs", () => {
  const step: Schedule = { kind: "step", every: 3, factor: 0.5 };
  assertEquals([0, 2.9, 3, 5.9, 6].map((epoch) => at(step, epoch)), [
    1,
    1,
    0.5,
    0.5,
    0.25,
  ]);
  assertAlmostEquals(
    at({ kind: "exponential", factor: 0.9 }, 2.5),
    0.9 ** 2.5,
    1e-15,
  );
  assertEquals(at({ kind: "exponential", factor: 0.1, floor: 0.05 }, 9), 0.05);
});

Deno.test("scheduleFactor() with no end in sight stays at its beginning", () => {
  assertEquals(at({ kind: "cosine", warmup: 1 }, 50, Infinity), 1);
  assertEquals(at({ kind: "linear" }, 50, Infinity), 1);
});

Deno.test("scheduleFactor() of training that is shorter than its warm-up is finite", () => {
  for (const epoch of [0, 1, 2, 3]) {
    const factor = at({ kind: "cosine", warmup: 5 }, epoch, 2);
    assert(factor >= 0 && factor <= 1, `${factor} at ${epoch}`);
  }
});

Deno.test("checkSchedule() names what is wrong", () => {
  const message = (value: unknown) =>
    assertThrows(() => checkSchedule(value), OptimizerError).message;
  assert(
    message({ kind: "cosin" }).includes(
      'kind is "cosin", it must be one of "constant"',
    ),
  );
  assert(message({ kind: "constructor" }).includes("it must be one of"));
  assert(message({ kind: "step", every: 2 }).includes("factor is undefined"));
  assert(
    message({ kind: "step", every: 0, factor: 0.5 }).includes("every is 0"),
  );
  assert(message({ kind: "cosine", floor: 2 }).includes("floor is 2"));
  assert(
    message({ kind: "cosine", warmUp: 2 }).includes('no setting "warmUp"'),
  );
  assert(
    message({ kind: "cosine", toString: 2 }).includes('no setting "toString"'),
  );
  assert(
    message("cosine").includes(
      'the description is "cosine", it must be an object',
    ),
  );
});
