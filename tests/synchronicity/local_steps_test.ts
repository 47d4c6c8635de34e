import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  isLocalSteps,
  matchedSteps,
  mostLocalSteps,
  ShareCorrection,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

test("local steps are a whole number, or one that is matched", () => {
  for (const steps of [1, 64, 65536, "matched:1", "matched:500"]) {
    assert(isLocalSteps(steps), `${steps}`);
  }
  for (
    const steps of [0, -1, 1.5, NaN, 65537, "8", "matched", "matched:0", "m:8"]
  ) assert(!isLocalSteps(steps), `${steps}`);
  assertEquals(mostLocalSteps(7), 7);
  assertEquals(mostLocalSteps("matched:16"), 16);
});

test("the fastest takes all steps, and others as many as they have time for, but one at least", () => {
  assertEquals(matchedSteps(16, { own: 10, fastest: 10 }, 1), 16);
  assertEquals(matchedSteps(16, { own: 20, fastest: 10 }, 1), 8);
  assertEquals(matchedSteps(16, { own: 1000, fastest: 10 }, 16), 1);
});

test("a number of steps that is about right is kept", () => {
  assertEquals(matchedSteps(16, { own: 38, fastest: 10 }, 4), 4);
  assertEquals(matchedSteps(64, { own: 21, fastest: 10 }, 32), 32);
  assertEquals(matchedSteps(64, { own: 24, fastest: 10 }, 32), 27);
});

test("a share is one of units: who publishes as often, a quarter of the steps each time, counts four times as much", () => {
  const correction = new ShareCorrection();
  const parts = ["fast", "slow"].map((publisher) => ({ publisher, part: 0.5 }));
  let fast = 0, slow = 0;
  for (let i = 0; i < 200; i++) {
    fast = correction.factor("fast", parts, 16);
    correction.fold("fast", 16);
    slow = correction.factor("slow", parts, 4);
    correction.fold("slow", 4);
  }
  assertAlmostEquals(slow / fast, 4, 0.2);
  assertAlmostEquals(0.8 * fast + 0.2 * slow, 1, 0.02);
});
