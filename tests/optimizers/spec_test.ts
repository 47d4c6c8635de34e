import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  adam,
  checkSpec,
  createOptimizer,
  momentum,
  OptimizerError,
  sgd,
} from "../../src/optimizers/mod.ts";

Deno.test("builders fill in every default, and the spec survives JSON", () => {
  assertEquals(sgd({ learningRate: 0.1 }), {
    kind: "sgd",
    learningRate: 0.1,
    schedule: { kind: "constant" },
    weightDecay: 0,
    decay: "decoupled",
    clipNorm: 0,
  });
  const spec = adam({
    learningRate: 1e-3,
    schedule: { kind: "cosine", warmup: 1 },
    clipNorm: 1,
  });
  const text = JSON.stringify(spec);
  assertEquals(JSON.stringify(checkSpec(JSON.parse(text))), text);
  assertEquals(createOptimizer(JSON.parse(text)).spec, spec);
});

Deno.test("builders give the same text whatever the order of the options", () => {
  assertEquals(
    JSON.stringify(
      momentum({ learningRate: 1, momentum: 0.5, nesterov: true }),
    ),
    JSON.stringify(
      momentum({ nesterov: true, momentum: 0.5, learningRate: 1 }),
    ),
  );
});

Deno.test("builders name the setting that is wrong", () => {
  // deno-lint-ignore no-explicit-any
  const message = (build: (options: any) => unknown, options: unknown) =>
    assertThrows(() => build(options), OptimizerError).message;
  assertEquals(
    message(sgd, {}),
    "Cannot create the optimizer sgd: learningRate is undefined, it must be a number above 0",
  );
  assert(message(sgd, { learningRate: -1 }).includes("learningRate is -1"));
  assert(message(sgd, { learningRate: NaN }).includes("learningRate is NaN"));
  assert(message(sgd, { learningRate: "1" }).includes('learningRate is "1"'));
  assert(
    message(sgd, { learningRate: 1, momentum: 0.9 }).includes(
      'no setting "momentum"',
    ),
  );
  assert(
    message(momentum, { learningRate: 1, momentum: 1 }).includes(
      "momentum is 1",
    ),
  );
  assert(
    message(momentum, { learningRate: 1, nesterov: 1 }).includes(
      "must be true or false",
    ),
  );
  assert(message(adam, { learningRate: 1, b2: 1.5 }).includes("b2 is 1.5"));
  assert(
    message(adam, { learningRate: 1, epsilon: 0 }).includes("epsilon is 0"),
  );
  assert(
    message(adam, { learningRate: 1, clipNorm: -1 }).includes("clipNorm is -1"),
  );
  assert(
    message(adam, { learningRate: 1, decay: "l1" }).includes(
      '"decoupled" or "l2"',
    ),
  );
  assert(
    message(adam, { learningRate: 1, schedule: { kind: "cos" } }).includes(
      'kind is "cos"',
    ),
  );
  assert(
    message(adam, { learningRate: 1, schedule: "cosine" }).includes(
      "must be an object",
    ),
  );
});

Deno.test("builders know what other libraries call a setting", () => {
  for (
    const [name, meant] of [
      ["lr", "learningRate"],
      ["learning_rate", "learningRate"],
      ["learingRate", "learningRate"],
      ["beta_1", "b1"],
      ["eps", "epsilon"],
    ] as const
  ) {
    const { message } = assertThrows(
      () => adam({ [name]: 0.1 } as never),
      OptimizerError,
    );
    assert(
      message.includes(`no setting "${name}" (did you mean "${meant}"?), `),
      message,
    );
  }
  const { message } = assertThrows(
    () => adam({ colour: 1 } as never),
    OptimizerError,
  );
  assert(message.includes('no setting "colour", there are'), message);
});

Deno.test("checkSpec() names an unknown optimizer", () => {
  assertThrows(
    () => checkSpec({ kind: "lion" }),
    OptimizerError,
    'kind is "lion"',
  );
  assertThrows(
    () => checkSpec(null),
    OptimizerError,
    "the description is null",
  );
  assertThrows(
    () => checkSpec({ kind: "toString" }),
    OptimizerError,
    'kind is "toString"',
  );
});
