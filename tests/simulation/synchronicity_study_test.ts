import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import {
  contendersOf,
  defeats,
  isFixedK,
  lawOf,
  LAWS,
  type LawStudy,
  lead,
  measureSynchronicity,
  openClockThreads,
  RateSearch,
  smoothed,
  type TimeRatio,
  timeRatio,
  timeTo,
} from "../../src/simulation/synchronicity_study/mod.ts";
import { extentOf } from "../../src/simulation/study/mod.ts";
import { twoClasses } from "./two_classes.ts";

const { test } = Deno;

test("smoothed() leaves an exponential decay as it is, without a lag, but for the end", () => {
  const losses = Array.from({ length: 21 }, (_, i) => 2 ** -i);
  const curve = smoothed(losses);
  for (let i = 0; i <= 17; i++) {
    assertAlmostEquals(Math.log2(curve[i]!), -i, 1e-9);
  }
  // The last is the mean of those at 17 to 20.
  assertAlmostEquals(Math.log2(curve[20]!), -18.5, 1e-9);
  const jitter = Array.from({ length: 21 }, (_, i) => i % 2 === 0 ? 2 : 0.5);
  for (const loss of smoothed(jitter).slice(3)) {
    assert(loss < 1.3 && loss > 0.75, `${loss}`);
  }
  assertEquals(smoothed([1, Infinity]), [1, Infinity]);
});

test("timeTo() is between two points in proportion of the logarithms, and never where a curve stays above", () => {
  assertEquals(timeTo([8, 4, 1], 4), 1);
  assertAlmostEquals(timeTo([8, 4, 1], 2), 1.5, 1e-12);
  assertEquals(timeTo([8, 4, 1], 9), 0);
  assertEquals(timeTo([8, 4, 1], 0.5), Infinity);
  // The first time counts, whatever comes after.
  assertEquals(timeTo([8, 4, 6, 4], 4), 1);
  assertEquals(timeTo([Infinity, 3], 4), 1);
});

test("timeRatio() holds medians, and each seed, against where the other ends, and lead() is the other way up", () => {
  const other = [[16, 8, 4, 2, 1], [16, 8, 4, 2, 2]];
  const sooner = [[16, 4, 1, 1, 1], [16, 2, 1, 1, 1]];
  const same: TimeRatio = {
    ofMedians: 1,
    bySeed: { median: 1, extremes: [1, 1] },
  };
  assertEquals(timeRatio(other, other, 4), same);
  // 2 of 4 stretches, and 1 of 3.
  const { bySeed: ratio, ofMedians } = timeRatio(sooner, other, 4);
  assertAlmostEquals(ratio.median, (1 / 2 + 1 / 3) / 2, 1e-12);
  assertAlmostEquals(ratio.extremes[0], 1 / 3, 1e-12);
  assertAlmostEquals(lead(sooner, other, 4).bySeed.median, 2.5, 1e-12);
  // The median curves: 16, 3, 1 against 16, 8, 4, 2, 1.5, which is 4 stretches.
  const toEnd = 1 + Math.log(3 / 1.5) / Math.log(3);
  assertAlmostEquals(ofMedians, toEnd / 4, 1e-12);
  assertAlmostEquals(lead(sooner, other, 4).ofMedians, 4 / toEnd, 1e-12);
  // Who comes late has a time, too, where the curves go on.
  const late = [[16, 16, 16, 4, 2, 1]], own = [[16, 8, 4, 2, 1, 1]];
  assertAlmostEquals(timeRatio(late, own, 3).ofMedians, 4 / 3, 1e-12);
  const stuck = [[16, 16, 16], [16, 16, 16]];
  assertEquals(timeRatio(stuck, other, 4).ofMedians, Infinity);
  const never: TimeRatio = {
    ofMedians: 0,
    bySeed: { median: 0, extremes: [0, 0] },
  };
  assertEquals(lead(stuck, other, 4), never);
  // What never came down has no time of its own, and everybody is there at once.
  assertEquals(timeRatio(other, stuck, 2).ofMedians, 1);
});

test("defeats() names the law where a fixed K is beaten most, by challenger", () => {
  const study = (law: string, times: number[]): LawStudy => ({
    law: lawOf(law),
    seconds: 1,
    stretches: 1,
    standings: [],
    best: "K=1",
    leads: times.map((time, i) => ({
      fixed: "K=1",
      challenger: ["auto", "adasync"][i]!,
      times: { ofMedians: time, bySeed: extentOf([time, 9]) },
    })),
  });
  const found = defeats([
    study("pareto", [1.2, 3]),
    study("straggler", [2, 1]),
  ]);
  assertEquals(
    found.map((
      { challenger, law, times },
    ) => [challenger, law, times.ofMedians]),
    [["auto", "straggler", 2], ["adasync", "pareto", 3]],
  );
});

test("a search for a rate walks to the least, and stops once both sides are worse", () => {
  const search = new RateSearch([1]);
  let asked = 0;
  while (search.wanted.length > 0) {
    for (const rate of search.wanted) {
      asked++;
      search.add(rate, rate > 40 ? Infinity : Math.abs(Math.log2(rate / 16)));
    }
  }
  assertEquals([search.best, search.isAtEdge], [16, false]);
  // 1; 0.5 and 2; 4, 8, 16, 32.
  assertEquals(asked, 7);
  assertEquals(search.tried.map(({ rate }) => rate), [0.5, 1, 2, 4, 8, 16, 32]);
});

test("a search for a rate gives up where there is no least", () => {
  const search = new RateSearch([0.1, 0.2]);
  while (search.wanted.length > 0) {
    for (const rate of search.wanted) search.add(rate, rate);
  }
  assert(search.isAtEdge && search.best > 0, `${search.best}`);
  const diverging = new RateSearch([1]);
  while (diverging.wanted.length > 0) {
    for (const rate of diverging.wanted) diverging.add(rate, Infinity);
  }
  assert(diverging.isAtEdge && diverging.best < 1, `${diverging.best}`);
});

test("laws have the throughput that their delays come to", () => {
  const random = new Random("laws");
  for (const law of LAWS) {
    const horizon = 2e6, peers = 8;
    let gradients = 0;
    for (let peer = 0; peer < peers; peer++) {
      const delay = law.delay(peer, horizon);
      for (let now = 0; now < horizon; gradients++) {
        now += delay.sample(random, now);
      }
    }
    const perSecond = gradients / (horizon / 1000);
    assertAlmostEquals(perSecond / law.throughput(peers), 1, 0.05, law.name);
  }
  assertThrows(() => lawOf("no such"), RangeError, "no such");
});

test("everyone is there: K from 1 to P by doublings, the policies, and a decaying rate", () => {
  const all = contendersOf("k-async", 6);
  assertEquals(all.map(({ name }) => name), [
    ...["K=1", "K=2", "K=4", "K=6"],
    ...["decaying", "adasync", "noise-scale", "auto"],
  ]);
  assertEquals(all.filter(isFixedK).length, 4);
  assertEquals(all.map(({ variant }) => variant === "auto").indexOf(true), 7);
});

test("a study chooses rates on seeds of its own, compares under each law, and is the same with one thread and with two", async () => {
  const data = await twoClasses(60);
  try {
    const studies: LawStudy[][] = [];
    for (const count of [1, 2]) {
      const choice = { task: "logistic", data, unit: 2 };
      using threads = await openClockThreads(choice, count);
      let progress = 0;
      studies.push(
        await measureSynchronicity(threads, {
          laws: [lawOf("exponential"), lawOf("straggler")],
          contenders: contendersOf("k-async", 4).filter(({ name }) =>
            ["K=1", "K=4", "decaying", "auto"].includes(name)
          ),
          peers: 4,
          epochs: 2,
          stretches: 20,
          beyond: 4,
          optimizer: threads.facts.optimizer,
          rates: [1],
          seed: 7,
          seeds: 2,
          tuningSeeds: 1,
          onProgress: (made, needed) => progress = made / needed,
        }),
      );
      assertEquals(progress, 1);
    }
    assertEquals(JSON.stringify(studies[0]), JSON.stringify(studies[1]));
    for (const { law, standings, best, leads, seconds } of studies[0]!) {
      assertAlmostEquals(seconds, 2 * 30 / law.throughput(4), 1e-9);
      const names = standings.map(({ contender }) => contender.name);
      assertEquals(names, ["K=1", "K=4", "decaying", "auto"]);
      assertEquals(leads.length, 2);
      const own = standings.find(({ contender }) => contender.name === best)!;
      assertEquals([own.toBest!.ofMedians, own.toBest!.bySeed.median], [1, 1]);
      for (const standing of standings) {
        const { contender, rate, rates, finalLoss, curve, ks } = standing;
        assertEquals([curve.length, ks.length], [25, 25]);
        assertEquals(curve[20], finalLoss);
        const least = Math.min(...rates.map(({ loss }) => loss));
        assertEquals(rates.find(({ loss }) => loss === least)!.rate, rate);
        assert(
          finalLoss.median > 0 && finalLoss.median < curve[0]!.median / 2,
          `${law.name} ${contender.name} ends at ${finalLoss.median}`,
        );
        if (isFixedK(contender)) {
          assert(finalLoss.median >= own.finalLoss.median);
          assertEquals(ks.at(-1), contender.k);
        }
      }
    }
    const [, all] = studies[0]![1]!.standings;
    // With one of four 10 times slower, waiting for all costs most of the passes.
    assert(all!.progress < 1, `${all!.progress}`);
    const [one] = studies[0]![1]!.standings;
    assertAlmostEquals(one!.progress, 2, 0.4);
  } finally {
    await Deno.remove(data);
  }
});
