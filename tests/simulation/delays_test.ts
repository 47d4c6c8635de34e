import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import type { Delay } from "../../src/simulation/delay.ts";
import {
  changing,
  constant,
  DelayError,
  exponential,
  hyperexponential,
  lognormal,
  pareto,
  parseDelay,
  parseTrace,
  shiftedExponential,
  trace,
  uniform,
} from "../../src/simulation/delays/mod.ts";

const { test } = Deno;

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);
const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

/** One of each, with a variance. */
const SPREAD: Delay[] = [
  uniform(2, 5),
  exponential(3),
  shiftedExponential(1, 2),
  pareto(4, 2),
  lognormal(10, 0.5),
  hyperexponential([
    { probability: 0.9, mean: 1 },
    { probability: 0.1, mean: 10 },
  ]),
  trace([1, 2, 4, 8]),
];

/** Mean of `count` values, and its standard error. */
function estimate(count: number, draw: () => number): [number, number] {
  let sum = 0, squares = 0;
  for (let i = 0; i < count; i++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return [mean, Math.sqrt((squares / count - mean * mean) / count)];
}

for (const delay of SPREAD) {
  test(`${delay.name} has the mean that it says`, () => {
    const random = new Random("delays", SEED);
    const [mean, error] = estimate(50_000, () => delay.sample(random, 0));
    assert(
      Math.abs(mean - delay.mean) < 5 * error,
      `${mean} for ${delay.mean}, +- ${error} ${REPLAY}`,
    );
  });

  test(`${delay.name} has the order statistics that it says`, () => {
    const random = new Random("order", SEED);
    for (const k of [1, 4, 6]) {
      const [mean, error] = estimate(
        5_000,
        () =>
          Array.from({ length: 6 }, () => delay.sample(random, 0))
            .sort((a, b) => a - b)[k - 1]!,
      );
      const expected = delay.orderStatistic!(k, 6);
      assert(
        Math.abs(mean - expected) < 5 * error,
        `K = ${k}: ${mean} for ${expected}, +- ${error} ${REPLAY}`,
      );
    }
  });
}

test("constant() never changes", () => {
  const delay = constant(7);
  const random = new Random(1);
  assertEquals(delay.sample(random, 0), 7);
  assertEquals(delay.sample(random, 1e9), 7);
  assertEquals([delay.mean, delay.orderStatistic!(3, 8)], [7, 7]);
});

test("pareto() has no mean up to shape 1", () => {
  assertEquals(pareto(1, 2).mean, Infinity);
  assertEquals(pareto(2, 1).mean, 2);
});

test("a new duration is the longer one where a delay says so, and not with heavy tails", () => {
  // P(X > s + t) <= P(X > s) P(X > t) on a grid, from many draws.
  const random = new Random("ageing", SEED);
  const heavy = [pareto(2, 1), lognormal(1, 1.5), SPREAD[5]!];
  for (const delay of new Set([...SPREAD, ...heavy])) {
    const draws = Float64Array.from(
      { length: 20_000 },
      () => delay.sample(random, 0),
    ).sort();
    const above = (t: number) => {
      let low = 0, high = draws.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (draws[middle]! > t) high = middle;
        else low = middle + 1;
      }
      return (draws.length - low) / draws.length;
    };
    let worst = 0;
    for (let i = 1; i <= 12; i++) {
      for (let j = 1; j <= i; j++) {
        const s = i * delay.mean / 4, t = j * delay.mean / 4;
        worst = Math.max(worst, above(s + t) - above(s) * above(t));
      }
    }
    if (delay.ageing !== undefined) {
      assert(worst < 0.015, `${delay.name}: ${worst} ${REPLAY}`);
    } else if (heavy.includes(delay)) {
      assert(worst > 0.015, `${delay.name}: ${worst} ${REPLAY}`);
    }
  }
});

test("changing() draws from what holds when a duration begins", () => {
  const delay = changing([
    { from: 0, delay: constant(10) },
    { from: 500, delay: constant(30) },
    { from: 900, delay: constant(20) },
  ]);
  const random = new Random(1);
  const at = (now: number) => delay.sample(random, now);
  assertEquals([at(0), at(499), at(500), at(899), at(1e6)], [
    10,
    10,
    30,
    30,
    20,
  ]);
  assertEquals(delay.mean, 20);
  assertEquals(delay.orderStatistic, undefined);
});

test("changing() refuses periods that are not in order", () => {
  const delay = constant(1);
  const refusal = (...from: number[]) =>
    assertThrows(
      () => changing(from.map((from) => ({ from, delay }))),
      DelayError,
    ).message;
  assertEquals(
    refusal(),
    "Cannot make the delay changing: its first period must begin at 0 ms, got no period",
  );
  assertEquals(
    refusal(5),
    "Cannot make the delay changing: its first period must begin at 0 ms, got 5",
  );
  assertEquals(
    refusal(0, 5, 5),
    "Cannot make the delay changing: its periods must be in order of time, got 5 ms after 5 ms",
  );
});

test("parameters that cannot be are refused, by name", () => {
  const cases: [() => Delay, string][] = [
    [() => constant(-1), "constant: value must be a finite number of at least"],
    [() => uniform(2, 1), "uniform: low must not exceed high, got 2 and 1"],
    [() => exponential(0), "exponential: mean must be a finite number above 0"],
    [() => shiftedExponential(-1, 1), "shifted-exponential: shift must be"],
    [
      () => pareto(0, 1),
      "pareto: shape must be a finite number above 0, got 0",
    ],
    [() => pareto(1, Infinity), "pareto: scale must be"],
    [() => lognormal(1, -1), "lognormal: sigma must be"],
    [
      () => hyperexponential([{ probability: 0.5, mean: 1 }]),
      "hyperexponential: its probabilities must add up to 1, got 0.5",
    ],
    [
      () => hyperexponential([{ probability: 1, mean: 0 }]),
      "hyperexponential: mean 1 must be a finite number above 0",
    ],
    [() => trace([]), "trace:measured: it is empty"],
    [() => trace([1, NaN]), "trace:measured: a duration must be"],
  ];
  for (const [make, message] of cases) {
    assertThrows(make, DelayError, `Cannot make the delay ${message}`);
  }
});

test("parseDelay() reads every delay back from its name", () => {
  const readFile = () => "1\n2\n4\n8\n";
  const all = [
    ...SPREAD.slice(0, -1),
    constant(0.25),
    trace([1, 2, 4, 8], "gradients.csv"),
    changing([{ from: 0, delay: pareto(2, 1) }, {
      from: 1e3,
      delay: uniform(1, 2),
    }]),
  ];
  for (const delay of all) {
    const again = parseDelay(delay.name, { readFile });
    assertEquals(again.name, delay.name);
    assertEquals(again.mean, delay.mean);
    const a = new Random(3), b = new Random(3);
    for (const now of [0, 999, 1000, 5000]) {
      assertEquals(again.sample(a, now), delay.sample(b, now));
    }
  }
});

test("parseDelay() says what is wrong with a text", () => {
  const cases: [string, string][] = [
    ["parto:2,1", 'there is no delay "parto": did you mean pareto?'],
    [
      "exponentail:1",
      'there is no delay "exponentail": did you mean exponential?',
    ],
    [
      "weibull:1",
      'there is no delay "weibull"; there are constant, uniform, exponential, shifted-exponential, pareto, lognormal, hyperexponential, trace, changing',
    ],
    ["pareto", "pareto takes shape and scale, such as pareto:2,5"],
    ["pareto:2", "pareto takes shape and scale, such as pareto:2,5"],
    [
      "hyperexponential:0.5,1,0.5",
      "hyperexponential takes probability and mean, again and again, such as hyperexponential:0.9,10,0.1,100",
    ],
    [
      "uniform:1,x",
      'the high is "x", which is no number; write it like uniform:8,12',
    ],
    [
      "uniform:1,",
      'the high is "", which is no number; write it like uniform:8,12',
    ],
    [
      "changing:constant:1",
      'each period is FROM_MS=DELAY, such as changing:0=constant:10;60000=constant:30, and not "constant:1"',
    ],
  ];
  for (const [text, why] of cases) {
    const { message } = assertThrows(() => parseDelay(text), DelayError);
    assertEquals(message, `Cannot read the delay "${text}": ${why}`);
  }
  assertThrows(
    () => parseDelay("exponential:-1"),
    DelayError,
    "mean must be a finite number above 0, got -1",
  );
  assertThrows(
    () => parseDelay("trace:tests/simulation/no_such.csv"),
    DelayError,
    "Cannot read the durations in tests/simulation/no_such.csv: there is no such file",
  );
});

test("parseTrace() reads columns with a heading, blanks and comments", () => {
  const text = "ms,ms\n# a laptop\n10, 12\n\n11;13 # warm\n";
  const delay = parseTrace(text, "laptop.csv");
  assertEquals([delay.name, delay.mean], ["trace:laptop.csv", 11.5]);
  assertAlmostEquals(delay.orderStatistic!(1, 1), 11.5, 1e-12);
});

test("parseTrace() names the line of what is not a duration", () => {
  const refusal = (text: string) =>
    assertThrows(() => parseTrace(text, "a.csv"), DelayError).message;
  assertEquals(
    refusal("ms\n1\n2x\n"),
    'Cannot read a.csv, line 3: a duration must be a finite number of at least 0, got "2x"',
  );
  assertEquals(
    refusal("1\n-2\n"),
    'Cannot read a.csv, line 2: a duration must be a finite number of at least 0, got "-2"',
  );
  assertEquals(
    refusal("ms\n"),
    "Cannot read a.csv: it has no durations; write one number of ms a line",
  );
});
