import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { herdingBound } from "../../src/ordering/mod.ts";
import {
  type HerdingOptions,
  type HerdingRow,
  measureHerding,
  UnitVectors,
} from "../../src/simulation/herding/mod.ts";
import { exact } from "../../src/simulation/herding/methods.ts";
import { walk } from "../../src/simulation/herding/walk.ts";
import { Random } from "../../src/random/mod.ts";

const { test } = Deno;

function rowsOf(options: Partial<HerdingOptions>): HerdingRow[] {
  const all = measureHerding({
    workers: [8],
    dimension: 6,
    units: 8000,
    epochs: 8,
    seed: 3,
    elastic: false,
    ...options,
  });
  return [...all].flatMap(({ row }) => row ?? []);
}

test("measureHerding() finds coordinated orders better than independent ones, and those than random", () => {
  const [cdGrab, independent, random] = rowsOf({});
  assertEquals(
    [cdGrab, independent, random].map((row) => row?.method),
    ["cd-grab", "independent", "random"],
  );
  assert(cdGrab!.bound * 1.7 < independent!.bound);
  assert(independent!.bound * 3 < random!.bound);
  // It halves each epoch until it floors.
  const [first, second, third] = cdGrab!.trace;
  assertAlmostEquals(second! / first!, 0.5, 0.1);
  assertAlmostEquals(third! / second!, 0.5, 0.1);
});

test("measureHerding() finds staler sums worse, and late pairs better folded than forgotten", () => {
  const rows = rowsOf({
    workers: [],
    elastic: { workers: 4, units: 3000 },
    epochs: 9,
  });
  const bound = (method: string) =>
    rows.find((row) => row.method === method)!.bound;
  assert(bound("cd-grab") < bound("stale by 2"));
  assert(bound("stale by 2") < bound("stale by 8"));
  assert(bound("stale by 8") < bound("stale by 32"));
  assert(bound("late, folded") * 1.5 < bound("late, not folded"));
  assert(bound("late, not folded") < bound("random"));
});

test("measureHerding() gives the same for the same seed, and tells how far it is", () => {
  const options = { units: 800, epochs: 2 };
  assertEquals(rowsOf(options), rowsOf(options));
  const [one] = rowsOf({ ...options, seed: 4 });
  assert(one!.bound !== rowsOf(options)[0]!.bound);
  const parts = [...measureHerding({
    workers: [2, 3],
    dimension: 2,
    units: 60,
    epochs: 2,
    seed: 1,
    elastic: { workers: 2, units: 70 },
  })].map(({ part }) => part);
  assertAlmostEquals(parts.at(-1)!, 1, 1e-9);
  assert(parts.every((part, k) => k === 0 || part >= parts[k - 1]!));
});

test("walk() visits what the orders say, and returns the herding bound", () => {
  const vectors = new UnitVectors({
    workers: 3,
    units: 20,
    dimension: 4,
    seed: 1,
  });
  const orders = [0, 1, 2].map((k) =>
    Array.from({ length: 20 }, (_, t) => (7 * t + k) % 20)
  );
  const seen: Float32Array[][] = [];
  const bound = walk(vectors, orders, 1, (_, row) => {
    seen.push(row.map((vector) => vector.slice()));
  });
  assertAlmostEquals(bound, herdingBound(seen).infinity, 1e-5);
  const again = exact(vectors, orders, new Random("unused"));
  assertEquals(again.bound, bound);
});

test("UnitVectors are of length 1 but for their worker's mean, which is none", () => {
  const vectors = new UnitVectors({
    workers: 2,
    units: 2000,
    dimension: 5,
    seed: 9,
  });
  const sum = new Float64Array(5), out = new Float32Array(5);
  for (let unit = 0; unit < 2000; unit++) {
    vectors.read(1, unit, out, sum);
    assertAlmostEquals(Math.hypot(...out), 1, 0.1);
  }
  for (const value of sum) assertAlmostEquals(value, 0, 1e-3);
});
