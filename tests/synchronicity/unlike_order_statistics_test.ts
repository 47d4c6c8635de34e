import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import {
  Durations,
  empiricalOrderStatistic,
  exponentialOrderStatistic,
  paretoOrderStatistic,
  type Survival,
  uniformOrderStatistic,
  unlikeOrderStatistics,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

const exponential = (mean: number): Survival => ({
  mean,
  survival: (t) => Math.exp(-t / mean),
});
const pareto = (shape: number): Survival => ({
  mean: shape > 1 ? shape / (shape - 1) : Infinity,
  survival: (t) => t < 1 ? 1 : t ** -shape,
});
const constant = (mean: number): Survival => ({
  mean,
  survival: (t) => t < mean ? 1 : 0,
});

/** A sample as a survival function, with its steps or without. */
function sampled(sorted: readonly number[], isNamed = true): Survival {
  let mean = 0;
  for (const value of sorted) mean += value / sorted.length;
  return {
    mean,
    ...(isNamed ? { steps: sorted } : {}),
    survival: (t) => sorted.filter((value) => value > t).length / sorted.length,
  };
}

function alike(peers: number, peer: Survival): Survival[] {
  return Array.from({ length: peers }, () => peer);
}

/** All are the closed form's, but for a relative error. */
function assertAll(
  actual: Float64Array,
  expected: (k: number) => number,
  error: number,
): void {
  for (const [i, value] of actual.entries()) {
    if (expected(i + 1) === Infinity) assertEquals(value, Infinity);
    else assertAlmostEquals(value / expected(i + 1), 1, error, `K = ${i + 1}`);
  }
}

test("peers that are alike have the closed forms' order statistics", () => {
  for (const peers of [1, 2, 8, 64]) {
    assertAll(
      unlikeOrderStatistics(alike(peers, exponential(3))),
      (k) => exponentialOrderStatistic(k, peers, 3),
      5e-4,
    );
    for (const shape of [3, 2, 1.2, 1, 0.9]) {
      assertAll(
        unlikeOrderStatistics(alike(peers, pareto(shape))),
        (k) => paretoOrderStatistic(k, peers, { shape, scale: 1 }),
        2e-3,
      );
    }
    const uniform: Survival = {
      mean: 3.5,
      survival: (t) => Math.min(1, Math.max(0, (5 - t) / 3)),
    };
    assertAll(
      unlikeOrderStatistics(alike(peers, uniform)),
      (k) => uniformOrderStatistic(k, peers, 2, 5),
      2e-3,
    );
  }
});

test("named steps are integrated exactly, others nearly", () => {
  const values = [1, 2, 2, 7, 30];
  const expected = (k: number) => empiricalOrderStatistic(k, 8, values);
  assertAll(
    unlikeOrderStatistics(alike(8, sampled(values))),
    expected,
    1e-12,
  );
  assertAll(
    unlikeOrderStatistics(alike(8, sampled(values, false))),
    expected,
    0.02,
  );
});

test("constant durations are their own order statistics", () => {
  const all = [40, 10, 30, 20.5].map(constant);
  assertEquals([...unlikeOrderStatistics(all)], [10, 20.5, 30, 40]);
  assertEquals([...unlikeOrderStatistics([constant(0)])], [0]);
  assertEquals([...unlikeOrderStatistics([])], []);
});

test("two unlike exponential peers, by hand", () => {
  const [first, last] = unlikeOrderStatistics([
    exponential(1),
    exponential(10),
  ]);
  assertAlmostEquals(first!, 10 / 11, 1e-3);
  assertAlmostEquals(last!, 11 - 10 / 11, 1e-2);
});

test("one of eight peers ten times slower, against Monte Carlo", () => {
  const means = [1, 1, 1, 1, 1, 1, 1, 10];
  const shapes = means.map((mean) => ({ low: mean / 2, mean }));
  const all = shapes.map(({ low, mean }): Survival => ({
    mean,
    survival: (t) => t < low ? 1 : Math.exp((low - t) / (mean - low)),
  }));
  const random = new Random("one slow");
  const draws = 50_000;
  const sums = new Float64Array(8);
  for (let i = 0; i < draws; i++) {
    const times = Float64Array.from(
      shapes,
      ({ low, mean }) => low - (mean - low) * Math.log(1 - random.uniform()),
    ).sort();
    for (const [k, time] of times.entries()) sums[k]! += time / draws;
  }
  assertAll(unlikeOrderStatistics(all), (k) => sums[k - 1]!, 0.015);
});

test("measured durations, some cancelled, against Monte Carlo", () => {
  const random = new Random("measured");
  const all = Array.from({ length: 6 }, (_, peer) => {
    const durations = new Durations();
    for (let i = 0; i < 48; i++) {
      const ms = (peer + 1) * (1 - Math.log(1 - random.uniform()));
      if (i % 3 === 0 && ms > 4) durations.censor(4);
      else durations.add(ms);
    }
    return durations;
  });
  const draws = 20_000;
  const sums = new Float64Array(all.length);
  for (let i = 0; i < draws; i++) {
    const times = Float64Array.from(all, (durations) => {
      const above = 1 - random.uniform();
      let low = 0, high = 1e4;
      while (high - low > 1e-3) {
        const middle = (low + high) / 2;
        if (durations.survival(middle) >= above) low = middle;
        else high = middle;
      }
      return high;
    }).sort();
    for (const [k, time] of times.entries()) sums[k]! += time / draws;
  }
  assertAll(unlikeOrderStatistics(all), (k) => sums[k - 1]!, 0.03);
});

test("order statistics add up to the sum of the means", () => {
  const all = [exponential(1), exponential(20), pareto(1.5), constant(4)];
  const sum = unlikeOrderStatistics(all).reduce((a, b) => a + b);
  assertAlmostEquals(sum, 1 + 20 + 3 + 4, 0.02);
});

test("a peer of whom nothing is known is waited for without end, alone", () => {
  const times = unlikeOrderStatistics([
    constant(10),
    new Durations(),
    constant(20),
  ]);
  assertEquals([...times], [10, 20, Infinity]);
});

test("swarms of more than 64 are approximated closely", () => {
  const peers = 300;
  const times = unlikeOrderStatistics(alike(peers, exponential(1)));
  assertAll(
    times.subarray(4),
    (i) => exponentialOrderStatistic(i + 4, peers, 1),
    0.01,
  );
  assertAlmostEquals(times[0]! * peers, 1, 1e-3);
  for (let k = 1; k < peers; k++) assert(times[k]! >= times[k - 1]!);
});
