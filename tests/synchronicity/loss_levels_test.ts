import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { LossLevels } from "../../src/synchronicity/mod.ts";

/** Takes in losses that fall as `of` says, with noise. */
function follow(
  of: (update: number) => number,
  { updates, noise = 0 }: { updates: number; noise?: number },
): LossLevels {
  const random = new Random("loss levels", 1);
  const levels = new LossLevels(8);
  for (let i = 1; i <= updates; i++) {
    levels.add(of(i) + noise * (random.uniform() - 0.5));
  }
  return levels;
}

Deno.test("LossLevels takes the mean of the first round for F(w_0)", () => {
  const levels = new LossLevels(4);
  for (const loss of [2, 3, 2, 3, 1, 1, 1]) levels.add(loss);
  assertEquals(levels.start, 2.5);
});

Deno.test("LossLevels says how far the loss has come down, F* being 0 at first", () => {
  const levels = new LossLevels(100);
  for (let i = 0; i < 100; i++) levels.add(4);
  assertEquals(levels.descent, 1);
  for (let i = 0; i < 500; i++) levels.add(1);
  assertAlmostEquals(levels.descent, 4, 0.01);
});

Deno.test("LossLevels finds F* of a loss that falls as a power of time", () => {
  const { least } = follow((i) => 3.2 + 7.6 / Math.sqrt(i), { updates: 5000 });
  assertAlmostEquals(least, 3.2, 0.1);
});

Deno.test("LossLevels finds F* of a loss that falls exponentially", () => {
  const { least } = follow((i) => 3.2 + 7.6 * Math.exp(-i / 200), {
    updates: 20_000,
  });
  assertAlmostEquals(least, 3.2, 0.25);
});

Deno.test("LossLevels finds F* in noise, so that K of a language model grows", () => {
  const levels = follow((i) => 3.2 + 7.6 / Math.sqrt(i), {
    updates: 10_000,
    noise: 1,
  });
  assertAlmostEquals(levels.least, 3.2, 0.3);
  // With F* = 0 the loss would seem to be at a third of its start, and stay there.
  assert(levels.descent > 20, `descent ${levels.descent}`);
});

Deno.test("LossLevels does not go below 0 unless losses do", () => {
  assertEquals(follow((i) => 1 / i, { updates: 200 }).least >= 0, true);
  const negative = follow((i) => -5 + 8 / Math.sqrt(i), { updates: 5000 });
  assertAlmostEquals(negative.least, -5, 0.1);
});

Deno.test("LossLevels passes over losses that are no numbers", () => {
  const levels = new LossLevels(1);
  for (const loss of [2, NaN, Infinity, 1]) levels.add(loss);
  assertEquals(levels.present, 1.5);
});
