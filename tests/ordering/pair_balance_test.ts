import { assert, assertEquals, assertThrows } from "@std/assert";
import { nextOrder, pairBalanceEpoch } from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { gradientsOf, ordersOf, replay, seed, shuffled } from "./vectors.ts";

const { test } = Deno;

const sorted = (units: readonly number[]) => [...units].sort((a, b) => a - b);

test("pairBalanceEpoch() is the paper's algorithm, worked by hand", () => {
  const g = (x: number, y: number) => Float32Array.of(x, y);
  const { signs, nextOrders, sum } = pairBalanceEpoch(
    [[10, 11, 12, 13], [20, 21, 22, 23]],
    [
      [g(1, 0), g(2, 0)], // z0 = (1, 0): <0, z> = 0, +1, r = (1, 0)
      [g(0, 0), g(0, 0)], // z1 = (2, 0): <r, z> = 2, -1, r = (-1, 0)
      [g(0, 1), g(1, 1)], // z0 = (-1, 1): <r, z> = 1, -1, r = (0, -1)
      [g(1, 0), g(1, 0)], // z1 = (0, 1): <r, z> = -1, +1, r = (0, 0)
    ],
  );
  assertEquals(signs, [Int8Array.of(1, -1), Int8Array.of(-1, 1)]);
  assertEquals(nextOrders, [[10, 13, 12, 11], [21, 22, 23, 20]]);
  assertEquals(sum, new Float64Array(2));
});

test("pairBalanceEpoch() keeps every order a permutation, whatever the shards", () => {
  const random = new Random("permutation", seed);
  for (let trial = 0; trial < 200; trial++) {
    const workers = random.below(6), dimension = 1 + random.below(9);
    const lengths = Array.from({ length: workers }, () => random.below(8));
    const orders = lengths.map((length) =>
      shuffled(random, length).map((unit) => unit * 3)
    );
    const gradients = gradientsOf(random, lengths, dimension);
    const { signs, nextOrders } = pairBalanceEpoch(orders, gradients);
    assertEquals(nextOrders.map(sorted), orders.map(sorted), replay);
    lengths.forEach((length, i) => {
      const own = signs.map((row) => row[i]!);
      assertEquals(own.filter((sign) => sign !== 0).length, length >> 1);
      assert(own.slice(length >> 1).every((sign) => sign === 0), replay);
    });
  }
});

test("pairBalanceEpoch() of nothing, of no unit and of one unit", () => {
  assertEquals(pairBalanceEpoch([], []), {
    signs: [],
    nextOrders: [],
    sum: new Float64Array(0),
  });
  assertEquals(pairBalanceEpoch([[], []], []).nextOrders, [[], []]);
  const one = pairBalanceEpoch([[7]], [[Float32Array.of(1, 2)]]);
  assertEquals(one.nextOrders, [[7]]);
  assertEquals(one.sum, new Float64Array(2), "one unit has no partner");
});

test("pairBalanceEpoch() places an odd last unit in the middle and folds nothing of it", () => {
  const g = (value: number) => Float32Array.of(value);
  const { nextOrders, sum } = pairBalanceEpoch([[3, 4, 5]], [
    [g(1)],
    [g(-1)],
    [g(100)],
  ]);
  assertEquals(nextOrders, [[3, 5, 4]]);
  assertEquals(sum, Float64Array.of(2));
});

test("pairBalanceEpoch() goes on without a worker that has run out, as if it sent zeros", () => {
  const random = new Random("run out", seed);
  const lengths = [8, 2, 5];
  const gradients = gradientsOf(random, lengths, 6);
  const { signs, sum } = pairBalanceEpoch(ordersOf(lengths), gradients);
  const zeros = gradients.map((row, t) =>
    row.map((gradient, i) =>
      t < 2 * (lengths[i]! >> 1) ? gradient : new Float32Array(6)
    )
  );
  const full = pairBalanceEpoch(ordersOf([8, 8, 8]), zeros);
  assertEquals(sum, full.sum, replay);
  signs.forEach((row, pair) =>
    row.forEach((sign, i) => {
      if (sign !== 0) assertEquals(sign, full.signs[pair]![i], replay);
    })
  );
});

test("pairBalanceEpoch() keeps the sum bounded where random signs let it grow", () => {
  const random = new Random("bounded", seed);
  const lengths = Array<number>(4).fill(2000);
  const gradients = gradientsOf(random, lengths, 4);
  const { sum } = pairBalanceEpoch(ordersOf(lengths), gradients);
  const largest = Math.max(...sum.map(Math.abs));
  // 4,000 differences of variance 2 each: 89 in a coordinate with random signs.
  assert(largest < 15, `${largest}, ${replay}`);
});

test("pairBalanceEpoch() says which gradient is missing or of another length", () => {
  const g = new Float32Array(2);
  assertThrows(
    () => pairBalanceEpoch([[0, 1]], [[g], []]),
    RangeError,
    "worker 0: its gradient at position 1 is missing",
  );
  assertThrows(
    () =>
      pairBalanceEpoch([[0, 1], [0, 1]], [[g, g], [g, new Float32Array(3)]]),
    RangeError,
    "worker 1: its gradient at position 1 has 3 values, not 2",
  );
});

test("nextOrder() is a permutation for any signs, also those not decided", () => {
  const random = new Random("signs", seed);
  for (let length = 0; length < 12; length++) {
    const order = shuffled(random, length);
    const signs = order.map(() => random.below(3) - 1);
    assertEquals(sorted(nextOrder(order, signs)), sorted(order), replay);
  }
});
