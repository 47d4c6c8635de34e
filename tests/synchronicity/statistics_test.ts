import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  DecayedStatistic,
  FIRST_BEAT,
  Lateness,
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

/** The silence of one who promises `beat` and is heard every `gap` ms, so many times. */
function heard(
  { beat, gap, times }: { beat: number; gap: number; times: number },
  pooled = new Lateness(),
): Silence {
  const silence = new Silence(0, beat, pooled);
  for (let i = 1; i <= times; i++) silence.hear(gap * i);
  return silence;
}

test("Lateness is the most beyond what was promised, and is forgotten a block at a time", () => {
  const lateness = new Lateness();
  lateness.add(5, 10);
  assertEquals([lateness.longest, lateness.count, lateness.tested], [
    0,
    1,
    0.5,
  ]);
  lateness.add(17, 10);
  lateness.add(12, 10);
  assertEquals([lateness.longest, lateness.count, lateness.tested], [
    7,
    3,
    2.5,
  ]);
  for (let i = 0; i < 509; i++) lateness.add(11, 10);
  assertEquals([lateness.longest, lateness.count], [7, 512]);
  lateness.add(11, 10);
  assertEquals([lateness.longest, lateness.count], [1, 257]);
});

test("Silence is four of the beats promised, once enough promises were kept", () => {
  for (const beat of [10, 3000]) {
    const silence = heard({ beat, gap: beat, times: 64 });
    assertEquals(silence.patience, 4 * beat);
    const from = 64 * beat;
    assertEquals(suspectAt(silence, from), from + 5 * beat);
  }
});

test("Silence follows a promise that changes with the next word, whatever the gaps were", () => {
  const silence = heard({ beat: 10, gap: 10, times: 100 });
  silence.hear(1010, 500);
  assertEquals(silence.patience, 2000);
  silence.hear(1500, 20);
  assertEquals(silence.patience, 80);
});

test("Silence adds the most that word was late, and takes the beat alone where it never was", () => {
  const silence = heard({ beat: 10, gap: 9, times: 100 });
  assertEquals(silence.patience, 40);
  silence.hear(900 + 18);
  assertEquals(silence.patience, 4 * (10 + 8));
  for (let i = 1; i <= 512; i++) silence.hear(918 + 10 * i);
  assertEquals(silence.patience, 40);
});

test("Silence learns no more than twice its patience from one absence that ended before suspicion did", () => {
  const pooled = new Lateness();
  const silence = heard({ beat: 10, gap: 10, times: 100 }, pooled);
  silence.hear(1000 + 39);
  assertEquals(silence.patience, 2 * 40);
  assertEquals(pooled.longest, 10);
  const cut = heard({ beat: 10, gap: 10, times: 100 }, pooled);
  cut.hear(1000 + 15);
  cut.disconnect(1030);
  cut.hear(1060);
  assertEquals(cut.patience, 2 * 4 * 15);
  assertEquals(pooled.longest, 10, "its connection broke, not the others'");
});

test("Silence is patient while little was tested: nothing, a burst, then the cube root of 64/n", () => {
  const first = new Silence(0, 10, new Lateness());
  assertEquals(first.patience, 160);
  for (let i = 1; i <= 50; i++) first.hear(i / 1000);
  assertEquals(first.patience, 160, "a burst proves nothing");
  assertAlmostEquals(heard({ beat: 10, gap: 10, times: 8 }).patience, 80);
});

test("Silence of a newcomer is judged by the lateness of all others, and later by its own", () => {
  const pooled = new Lateness();
  const other = heard({ beat: 10, gap: 10, times: 99 }, pooled);
  other.hear(1008);
  assertEquals(pooled.longest, 8);
  const silence = new Silence(0, 10, pooled);
  assertEquals(silence.patience, 4 * 18);
  for (let i = 1; i <= 63; i++) silence.hear(10 * i);
  assertEquals(silence.patience, 4 * 18);
  silence.hear(640);
  assertEquals(silence.patience, 4 * 10);
});

test("Silence doubts first: a word in time clears it, and who looked late looks again as late", () => {
  const silence = heard({ beat: 10, gap: 10, times: 64 });
  assert(!silence.isSuspect(680));
  assertEquals(silence.deadline, 690);
  silence.hear(685);
  assert(!silence.isSuspect(690));
  assertEquals(silence.deadline, 685 + silence.patience);
  const late = silence.deadline + 700;
  assert(!silence.isSuspect(late), "one look after a pause of one's own");
  assertEquals(silence.deadline, late + 700);
});

test("Silence after a broken connection is worth a quarter, from when it broke", () => {
  const silence = heard({ beat: 10, gap: 10, times: 64 });
  silence.disconnect(645);
  assertEquals(silence.patience, 10);
  assertEquals(suspectAt(silence, 645), Math.ceil(650 + 2.5));
  const late = heard({ beat: 10, gap: 10, times: 64 });
  late.disconnect(675);
  assert(!late.isSuspect(675));
  assertEquals(late.deadline, 677.5);
  late.hear(676);
  assertEquals(late.patience, 4 * 20, "a word mends what had broken");
});

test("Silence restart() doubles the patience, however long the absence", () => {
  for (const away of [100, 1e6]) {
    const silence = heard({ beat: 10, gap: 10, times: 64 });
    silence.restart(640 + away);
    assertEquals(silence.patience, 80);
    assertEquals(silence.deadline, 640 + away + 80);
  }
});

test("Silence explains itself in numbers", () => {
  const pooled = new Lateness();
  const silence = heard({ beat: FIRST_BEAT, gap: 253, times: 2 }, pooled);
  assertEquals(
    silence.explain(1506),
    "silent 1000 ms, promised word every 250 ms, it was at most 3.0 ms late in 2 gaps",
  );
  pooled.add(90, 40);
  silence.disconnect(1506);
  assertEquals(
    silence.explain(1507),
    "silent 1001 ms, its connection broken, promised word every 250 ms, the swarm was at most 50 ms late in 3 gaps",
  );
});
