import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  herdingBound,
  HerdingMonitor,
  pairBalanceEpoch,
} from "../../src/ordering/mod.ts";
import { PathHull } from "../../src/ordering/hull.ts";
import { Random } from "../../src/random/mod.ts";
import { normals, ordersOf, replay, seed, sent } from "./vectors.ts";

const { test } = Deno;

function watch(monitor: HerdingMonitor, gradients: Float32Array[][]) {
  for (const row of gradients) {
    for (const gradient of row) monitor.add(gradient);
    monitor.endStep();
  }
  return monitor.finish();
}

const epochOf = (random: Random, steps: number, peers: number, d: number) =>
  Array.from(
    { length: steps },
    () => Array.from({ length: peers }, () => normals(random, d)),
  );

test("herdingBound() is the largest centred prefix, of unequal shards, too", () => {
  const g = (x: number, y: number) => Float32Array.of(x, y);
  // Mean (1, 0); prefixes after each step: (3, 4), (1, 1), (0, 0).
  const bound = herdingBound([
    [g(4, 3), g(1, 1)],
    [g(-1, -3)],
    [g(0, -1)],
  ]);
  assertAlmostEquals(bound.infinity, 4);
  assertAlmostEquals(bound.euclidean, 5);
  assertEquals(herdingBound([]), { infinity: 0, euclidean: 0 });
});

test("HerdingMonitor that samples all coordinates gives the exact infinity norm, epoch after epoch", () => {
  const random = new Random("exact", seed);
  const monitor = new HerdingMonitor({ dimension: 9, seed: 1 });
  for (let epoch = 0; epoch < 3; epoch++) {
    const gradients = epochOf(random, 1000, 3, 9);
    const exact = herdingBound(gradients);
    const seen = watch(monitor, gradients);
    assertAlmostEquals(seen.infinity, exact.infinity, 1e-6, replay);
    assert(seen.euclidean <= exact.euclidean + 1e-6, replay);
    assert(seen.euclidean > 0.9 * exact.euclidean, replay);
    assertEquals([seen.coordinates, seen.vectors], [9, 3000]);
  }
});

test("HerdingMonitor that samples some is exact there, and an estimate of the Euclidean norm", () => {
  const random = new Random("sample", seed);
  const dimension = 2000;
  const gradients = epochOf(random, 150, 2, dimension);
  const exact = herdingBound(gradients);
  const seen = watch(new HerdingMonitor({ dimension, seed: 1 }), gradients);
  assertEquals(seen.coordinates, 64);
  assert(seen.infinity <= exact.infinity + 1e-9, replay);
  assert(seen.infinity > 0.5 * exact.infinity, replay);
  assertAlmostEquals(seen.euclidean / exact.euclidean, 1, 0.3, replay);
});

test("HerdingMonitor sees in payloads of any codec what it sees in their values", () => {
  const random = new Random("codecs", seed);
  for (
    const spec of [
      { kind: "float32" },
      { kind: "int8", block: 64 },
      { kind: "top-k", fraction: 0.1 },
    ] as const
  ) {
    const payloads = Array.from(
      { length: 40 },
      () => sent(spec, normals(random, 700)),
    );
    const [views, values] = [1, 2].map(() =>
      new HerdingMonitor({ dimension: 700, seed: 5, coordinates: 100 })
    );
    for (const { view, decoded } of payloads) {
      views!.add(view), values!.add(decoded);
      views!.endStep(), values!.endStep();
    }
    assertEquals(views!.finish(), values!.finish(), replay);
  }
});

test("HerdingMonitor expects of a random order what it sees of one, and balancing stays far below", () => {
  const random = new Random("expects", seed);
  const peers = 4, steps = 1000, dimension = 8;
  const ratios: number[] = [];
  const monitor = new HerdingMonitor({ dimension, seed: 3 });
  let gradients: Float32Array[][] = [];
  for (let trial = 0; trial < 9; trial++) {
    gradients = epochOf(random, steps, peers, dimension);
    const { infinity, random: expected } = watch(monitor, gradients);
    ratios.push(infinity / expected);
  }
  const median = ratios.sort((a, b) => a - b)[4]!;
  assert(median > 0.8 && median < 1.2, `${median}, ${replay}`);
  let orders = ordersOf(Array<number>(peers).fill(steps));
  const visit = () =>
    Array.from(
      { length: steps },
      (_, t) => orders.map((order, i) => gradients[order[t]!]![i]!),
    );
  for (let epoch = 0; epoch < 6; epoch++) {
    orders = pairBalanceEpoch(orders, visit()).nextOrders;
  }
  const { infinity, random: expected } = watch(monitor, visit());
  assert(infinity < 0.15 * expected, `${infinity} of ${expected}, ${replay}`);
});

test("HerdingMonitor takes no random order for a better one, where coordinates go together and steps are few", () => {
  const random = new Random("together", seed);
  const peers = 2, dimension = 64;
  for (const steps of [12, 60, 600]) {
    const monitor = new HerdingMonitor({ dimension, seed: 3 });
    const places = { below: 0, within: 0, above: 0 }, ratios: number[] = [];
    const epochs = 40;
    for (let epoch = 0; epoch < epochs; epoch++) {
      // Two things decide all coordinates.
      const gradients = Array.from(
        { length: steps },
        () =>
          Array.from({ length: peers }, () => {
            const [a, b] = [random.normal(), random.normal()];
            return Float32Array.from(
              { length: dimension },
              (_, k) => a + b * (k % 2) + 1,
            );
          }),
      );
      const { infinity, random: median, low, high } = watch(monitor, gradients);
      ratios.push(infinity / median);
      const place = infinity < low
        ? "below"
        : infinity > high
        ? "above"
        : "within";
      places[place]++;
    }
    const told = `${steps} steps: ${JSON.stringify(places)}, ${replay}`;
    const middle = ratios.sort((a, b) => a - b)[epochs / 2]!;
    assert(middle > 0.8 && middle < 1.2, `${middle}, ${told}`);
    // Nine of ten: 36 of 40, give or take 1.9.
    assert(places.within >= 27 && places.below <= 9, told);
  }
});

test("HerdingMonitor of nothing, and of gradients that are all alike", () => {
  const monitor = new HerdingMonitor({ dimension: 3, seed: 1 });
  const nothing = monitor.finish();
  assertEquals([nothing.infinity, nothing.random, nothing.vectors], [0, 0, 0]);
  const alike = Array.from({ length: 9 }, () => [Float32Array.of(1, 2, 3)]);
  const { infinity, euclidean, random } = watch(monitor, alike);
  assertEquals([infinity, euclidean, random], [0, 0, 0]);
});

test("PathHull keeps few corners and no less than the extremes", () => {
  const random = new Random("hull", seed);
  const hull = new PathHull(), path = [[0, 0]];
  let y = 0;
  for (let x = 1; x <= 20_000; x++) {
    y += random.normal();
    hull.add(x, y);
    path.push([x, y]);
  }
  for (const slope of [0, y / 20_000, -0.3, 2]) {
    const most = Math.max(...path.map(([x, y]) => Math.abs(y! - slope * x!)));
    assertAlmostEquals(hull.reach(slope), most, 1e-9, replay);
  }
  assert(hull.corners < 80, `${hull.corners} corners`);
});

test("PathHull bounds its corners also for a round path, and loses little", () => {
  const hull = new PathHull();
  const n = 100_000;
  for (let x = 1; x <= n; x++) hull.add(x, x * (n - x) / n);
  assert(hull.corners <= 1024, `${hull.corners} corners`);
  assertAlmostEquals(hull.reach(0) / (n / 4), 1, 1e-3);
});
