import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  empiricalOrderStatistic,
  expectedOrderStatistic,
  exponentialOrderStatistic,
  lognormalOrderStatistic,
  paretoOrderStatistic,
  uniformOrderStatistic,
} from "../../src/synchronicity/mod.ts";
import { normalTail } from "../../src/synchronicity/normal_tail.ts";

const { test } = Deno;

test("exponentialOrderStatistic() is a difference of harmonic numbers", () => {
  assertAlmostEquals(
    exponentialOrderStatistic(4, 8, 1),
    1 / 8 + 1 / 7 + 1 / 6 + 1 / 5,
    1e-15,
  );
  assertAlmostEquals(exponentialOrderStatistic(1, 8, 2), 2 / 8, 1e-15);
});

test("paretoOrderStatistic() is the quotient of gamma functions in the paper", () => {
  // Gamma(n + 1/2) = (2n)! / (4^n n!) sqrt(pi): 8!/4! Gamma(4.5) / Gamma(8.5).
  const halfGamma = (n: number) => {
    let value = Math.sqrt(Math.PI);
    for (let i = 0; i < n; i++) value *= i + 0.5;
    return value;
  };
  const expected = (40320 / 24) * halfGamma(4) / halfGamma(8);
  const value = paretoOrderStatistic(4, 8, { shape: 2, scale: 1 });
  assertAlmostEquals(value, expected, 1e-12);
  assertAlmostEquals(value, 1.392, 5e-4);
});

test("paretoOrderStatistic() is infinite where the expectation does not exist", () => {
  assertEquals(paretoOrderStatistic(8, 8, { shape: 1, scale: 1 }), Infinity);
  assertAlmostEquals(
    paretoOrderStatistic(7, 8, { shape: 1, scale: 1 }),
    8,
    1e-12,
  );
});

test("numeric integration agrees with the closed forms, thin tails and heavy ones", () => {
  for (const [k, peers] of [[1, 1], [1, 8], [4, 8], [8, 8], [999, 1000]]) {
    const exponential = expectedOrderStatistic(
      k!,
      peers!,
      (t) => Math.exp(-t),
      1,
    );
    assertAlmostEquals(
      exponential / exponentialOrderStatistic(k!, peers!, 1),
      1,
      1e-9,
    );
    // Lomax: a Pareto that begins at 0, without the kink that costs digits.
    const lomax = expectedOrderStatistic(
      k!,
      peers!,
      (t) => (1 + t) ** -2,
      1,
    );
    const pareto = paretoOrderStatistic(k!, peers!, { shape: 2, scale: 1 });
    assertAlmostEquals((1 + lomax) / pareto, 1, 1e-9);
  }
});

test("a kink in the survival function costs digits, not the result", () => {
  const shifted = expectedOrderStatistic(
    4,
    8,
    (t) => t < 1 ? 1 : Math.exp(1 - t),
    2,
  );
  assertAlmostEquals(shifted, 1 + exponentialOrderStatistic(4, 8, 1), 0.01);
});

test("order statistics add up to P times the mean", () => {
  const peers = 8;
  const mean = (of: (k: number) => number) => {
    let sum = 0;
    for (let k = 1; k <= peers; k++) sum += of(k) / peers;
    return sum;
  };
  assertAlmostEquals(
    mean((k) => lognormalOrderStatistic(k, peers, { median: 3, sigma: 0.7 })),
    3 * Math.exp(0.7 ** 2 / 2),
    1e-9,
  );
  assertAlmostEquals(
    mean((k) => empiricalOrderStatistic(k, peers, [1, 2, 2, 7, 30])),
    42 / 5,
    1e-12,
  );
  assertAlmostEquals(
    mean((k) => uniformOrderStatistic(k, peers, 2, 5)),
    3.5,
    1e-12,
  );
});

test("lognormalOrderStatistic() without spread is the median", () => {
  assertEquals(lognormalOrderStatistic(3, 8, { median: 5, sigma: 0 }), 5);
});

test("empiricalOrderStatistic() of all draws of two values, counted out", () => {
  // The second of three coins is heads where two or three are.
  assertAlmostEquals(empiricalOrderStatistic(2, 3, [0, 1]), 0.5, 1e-12);
  assertAlmostEquals(empiricalOrderStatistic(1, 3, [0, 1]), 1 / 8, 1e-12);
  assertAlmostEquals(empiricalOrderStatistic(3, 3, [0, 1]), 7 / 8, 1e-12);
});

test("normalTail() agrees with tables, also far out", () => {
  const table: [number, number][] = [
    [0, 0.5],
    [1, 0.158655253931457],
    [1.96, 0.0249978951482204],
    [2.5, 0.00620966532577613],
    [6, 9.86587645037698e-10],
    [-1, 0.841344746068543],
  ];
  for (const [z, tail] of table) {
    assertAlmostEquals(normalTail(z) / tail, 1, 1e-12);
  }
});

test("a quorum of more than there are is refused", () => {
  for (const [k, peers] of [[0, 4], [5, 4], [1.5, 4], [1, NaN]]) {
    assertThrows(
      () => exponentialOrderStatistic(k!, peers!, 1),
      RangeError,
      `Cannot wait for ${k} of ${peers} peers`,
    );
  }
});
