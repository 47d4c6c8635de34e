import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  DecayedStatistic,
  INITIAL_GAP,
  RecentDelays,
  Silence,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

test("DecayedStatistic is the plain average until its window is full", () => {
  const statistic = new DecayedStatistic(8);
  for (const value of [4, 8, 6]) statistic.add(value);
  assertEquals(statistic.count, 3);
  assertAlmostEquals(statistic.mean, 6);
  assert(statistic.deviation > 0);
});

test("DecayedStatistic forgets: a machine that changes is noticed", () => {
  const statistic = new DecayedStatistic(8);
  for (let i = 0; i < 100; i++) statistic.add(10);
  assertEquals(statistic.mean, 10);
  assertEquals(statistic.deviation, 0);
  statistic.add(50);
  assertEquals(statistic.mean, 15);
  assertEquals(statistic.largest, 50);
  for (let i = 0; i < 200; i++) statistic.add(10);
  assertAlmostEquals(statistic.mean, 10, 1e-3);
  assert(statistic.largest < 11, `${statistic.largest}`);
});

test("RecentDelays gives order statistics, which one slow recovery does not move", () => {
  const delays = new RecentDelays(8);
  assertEquals(delays.median, undefined);
  assertEquals(delays.largest, undefined);
  for (const delay of [5, 1, 3, 2, 4]) delays.add(delay);
  assertEquals(delays.median, 3);
  assertEquals(delays.quantile(0), 1);
  assertEquals(delays.quantile(0.25), 2);
  assertEquals(delays.quantile(0.99), 5);
  delays.add(100_000);
  assertEquals(delays.median, 4);
  assertEquals(delays.largest, 100_000);
});

test("RecentDelays remembers its window and no more", () => {
  const delays = new RecentDelays(4);
  for (const delay of [90, 1, 2, 3, 4]) delays.add(delay);
  assertEquals(delays.count, 5);
  assertEquals(delays.largest, 4);
  assertEquals(delays.quantile(0), 1);
});

/** The first ms at which the silence is suspect, looked at every ms. */
function suspectAt(silence: Silence, from: number): number {
  for (let now = from; now < from + 60_000; now++) {
    if (silence.isSuspect(now)) return now;
  }
  return Infinity;
}

test("Silence takes a second's gap for granted before anything was heard", () => {
  const silence = new Silence(0);
  assertEquals(silence.patience, 4 * INITIAL_GAP);
  const at = suspectAt(silence, 0);
  assertEquals(at, 5 * INITIAL_GAP);
  assertEquals(silence.silentFor(at), at);
});

test("Silence learns from the gaps: the quick are suspected sooner, the slow later", () => {
  const quick = new Silence(0), slow = new Silence(0);
  for (let i = 1; i <= 2000; i++) {
    quick.hear(10 * i);
    slow.hear(3000 * i);
  }
  const quickly = suspectAt(quick, 20_000) - 20_000;
  const slowly = suspectAt(slow, 6_000_000) - 6_000_000;
  assert(quickly > 40 && quickly < 100, `${quickly}`);
  assertEquals(slowly, 15_000);
});

test("Silence doubts first: a word in time clears it", () => {
  const silence = new Silence(0);
  assert(!silence.isSuspect(10_000), "one look after a pause of one's own");
  assertEquals(silence.deadline, 10_000 + silence.patience / 4);
  silence.hear(10_001);
  assert(!silence.isSuspect(10_002));
  assertEquals(silence.deadline, 10_001 + silence.patience);
});

test("Silence after a broken connection needs but twice the mean gap", () => {
  const silence = new Silence(0);
  for (let i = 1; i <= 100; i++) silence.hear(10 * i);
  const patience = silence.patience;
  silence.disconnect();
  assert(silence.patience < patience / 4);
  assert(suspectAt(silence, 1000) < 1100);
  silence.hear(1200);
  assert(silence.patience > patience / 4, "a word mends what had broken");
});

test("Silence restart() does not count the absence as a gap", () => {
  const silence = new Silence(0);
  const { patience } = silence;
  silence.restart(1e6);
  assertEquals(silence.patience, patience);
  assertEquals(silence.deadline, 1e6 + patience);
  silence.hear(2e6);
  assertEquals(silence.patience, 4e6);
});
