import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type ComputeTime,
  CORNERS,
  expectedStaleness,
  expectedStepTime,
  exponentialOrderStatistic,
  paretoOrderStatistic,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

const exponential: ComputeTime = {
  mean: 1,
  ageing: "memoryless",
  orderStatistic: (k, peers) => exponentialOrderStatistic(k, peers, 1),
};
const shifted: ComputeTime = {
  mean: 2,
  ageing: "new-longer",
  orderStatistic: (k, peers) => 1 + exponentialOrderStatistic(k, peers, 1),
};
const pareto: ComputeTime = {
  mean: 2,
  orderStatistic: (k, peers) =>
    paretoOrderStatistic(k, peers, { shape: 2, scale: 1 }),
};

/** Times of the four corners at P = 8, K = 4, with a mark where they are bounds. */
function corners(
  compute: ComputeTime,
  k = 4,
  peers = 8,
): (string | undefined)[] {
  return CORNERS.map((variant) => {
    const expected = expectedStepTime(variant, { k, peers, compute });
    if (expected === undefined) return undefined;
    return (expected.is === "exact" ? "" : "<=") + expected.time.toFixed(3);
  });
}

test("expectedStepTime() is the paper's table at P = 8, K = 4", () => {
  assertEquals(corners(exponential), ["0.635", "0.500", "0.635", "0.500"]);
  assertEquals(corners(shifted), ["1.635", "<=1.635", "<=1.635", "1.000"]);
  assertEquals(corners(pareto), ["1.392", "<=1.392", undefined, "1.000"]);
});

test("expectedStepTime() knows where corners meet", () => {
  const alone = corners(pareto, 1);
  assertEquals(alone[0], alone[1]);
  assertEquals(alone[2], alone[3]);
  const all = corners(pareto, 8);
  assertEquals(all[0], all[2]);
  const heavy = { ...pareto, mean: Infinity };
  assertEquals(corners(heavy)[3], undefined);
  assertEquals(corners({ mean: 2 }), [
    undefined,
    undefined,
    undefined,
    "1.000",
  ]);
});

test("fully synchronous over fully asynchronous is P log P, about, for exponential delays", () => {
  const peers = 1000;
  const sync = expectedStepTime("k-sync", {
    k: peers,
    peers,
    compute: exponential,
  })!;
  const async = expectedStepTime("k-async", {
    k: 1,
    peers,
    compute: exponential,
  })!;
  const euler = 0.5772156649;
  assertAlmostEquals(
    sync.time / async.time,
    peers * (Math.log(peers) + euler),
    1,
  );
});

test("expectedStaleness() is none where a quorum cancels the rest", () => {
  const of = { k: 4, peers: 8 };
  assertEquals(CORNERS.map((variant) => expectedStaleness(variant, of)), [
    0,
    0,
    1,
    1.75,
  ]);
  assertEquals(expectedStaleness("k-async", { k: 1, peers: 1 }), 0);
});
