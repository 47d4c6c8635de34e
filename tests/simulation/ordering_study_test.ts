import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import {
  epochsTo,
  measureOrderings,
  nextRate,
  openThreads,
  orderingContenders,
  quantile,
  ratioOfMedians,
  SETTINGS,
  spreadOf,
  Tuning,
  vectorContenders,
} from "../../src/simulation/ordering_study/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { SimulationError } from "../../src/simulation/mod.ts";
import { twoClasses } from "./two_classes.ts";

const { test } = Deno;

const RUNS = {
  peers: 2,
  epochs: 6,
  seed: 1,
  seeds: 3,
  tuningSeeds: 2,
  rates: [0.01, 0.03],
};

test("quantile() is between values in proportion, and infinite where one of them is", () => {
  assertEquals(quantile([4, 1, 3, 2], 0), 1);
  assertEquals(quantile([4, 1, 3, 2], 0.25), 1.75);
  assertEquals(quantile([4, 1, 3, 2], 0.5), 2.5);
  assertEquals(quantile([1, Infinity, Infinity], 0.5), Infinity);
  assertEquals(quantile([1, Infinity], 0.25), Infinity);
  assertEquals(quantile([Infinity, Infinity], 0.3), Infinity);
  assertEquals(spreadOf([5, 1, 3]), { median: 3, quartiles: [2, 4] });
});

test("ratioOfMedians() has an interval that holds the estimate, and is a point where nothing is left to chance", () => {
  assertEquals(ratioOfMedians([2, 2, 2], [4, 4, 4]), {
    estimate: 0.5,
    interval: [0.5, 0.5],
  });
  const random = new Random("ratio");
  const values = (factor: number) =>
    Array.from({ length: 9 }, () => factor * (1 + 0.2 * random.normal()));
  const { estimate, interval: [low, high] } = ratioOfMedians(
    values(1),
    values(2),
  );
  assert(low <= estimate && estimate <= high, `${low} ${estimate} ${high}`);
  assert(low > 0.25 && high < 1, `${low} ${high}`);
  assertEquals(ratioOfMedians([Infinity], [3]).estimate, Infinity);
});

test("nextRate() goes by 1, 3, 10, and elsewhere by 3", () => {
  const up = [0.03, 0.1, 0.3, 1, 3, 10];
  for (let i = 0; i + 1 < up.length; i++) {
    assertEquals(nextRate(up[i]!, 1), up[i + 1]);
    assertEquals(nextRate(up[i + 1]!, -1), up[i]);
  }
  assertEquals([nextRate(0.5, 1), nextRate(0.6, -1)], [1.5, 0.2]);
});

test("epochsTo() counts until the target is met for the first time", () => {
  assertEquals(epochsTo([5, 3, 4, 1], 3), 1);
  assertEquals(epochsTo([5, 3, 4, 1], 0.5), Infinity);
  assertEquals(epochsTo([5, Infinity], 7), 0);
});

test("a study tunes everybody on one grid, widened while the best is at its edge, and compares with the best that balances nothing", async () => {
  const data = await twoClasses(300);
  try {
    using threads = await openThreads(
      { task: "logistic", data, unit: 4 },
      2,
    );
    assertEquals(threads.facts.units, 75);
    assertEquals(threads.facts.parameters, 6);
    const contenders = orderingContenders(threads.facts.isComposable);
    let progress = 0;
    const study = await measureOrderings(threads, contenders, {
      ...RUNS,
      onProgress: (made, needed) => progress = made / needed,
    });
    assertEquals(progress, 1);
    // 0.03 is too low for 6 epochs of 38 steps.
    assertEquals(study.rates.slice(0, 3), [0.01, 0.03, 0.1]);
    assertEquals(
      study.standings.map(({ contender }) => contender.name),
      contenders.map(({ name }) => name),
    );
    for (const standing of study.standings) {
      const { rates, rate, curve, finalLoss, contender } = standing;
      assertEquals(rates.map(({ rate }) => rate), [...study.rates]);
      const least = Math.min(...rates.map(({ finalLoss }) => finalLoss));
      assertEquals(rates.find((at) => at.rate === rate)!.finalLoss, least);
      assertEquals(curve.length, RUNS.epochs + 1);
      assertAlmostEquals(
        curve[0]!.median + threads.optimum!,
        Math.log(2),
        1e-6,
      );
      assertEquals(curve.at(-1), finalLoss, contender.name);
      assert(finalLoss.median > -1e-6, `${contender.name} is below F*`);
      assert(standing.straying > 0, contender.name);
    }
    const { baseline, target, comparisons } = study;
    assert(!/grab|independent/.test(baseline.contender.name));
    assertEquals(target, baseline.finalLoss.median);
    for (const { contender, finalLoss } of study.standings.slice(1)) {
      if (contender.name === "independent") continue;
      assert(finalLoss.median >= target, contender.name);
      const { loss } = comparisons.get(contender.name)!;
      assertAlmostEquals(
        loss.estimate,
        study.standings[0]!.finalLoss.median / finalLoss.median,
        1e-12,
      );
    }
    assertEquals(comparisons.size, contenders.length - 1);
  } finally {
    await Deno.remove(data);
  }
});

test("a study gives the same figures with one thread and with two", async () => {
  const data = await twoClasses(80);
  try {
    const curves = [];
    for (const count of [1, 2]) {
      using threads = await openThreads(
        { task: "logistic", data, unit: 4 },
        count,
      );
      const [contender] = vectorContenders(SETTINGS[3]!);
      const tuning = new Tuning(threads, [contender!], { ...RUNS, epochs: 2 });
      await tuning.train([[contender!, 0.1]]);
      curves.push(tuning.curves(contender!, 0.1));
    }
    assertEquals(curves[0]!.length, 3);
    assertEquals(curves[0], curves[1]);
  } finally {
    await Deno.remove(data);
  }
});

test("what diverges ends with an infinite loss, and is not chosen", async () => {
  const file = await Deno.makeTempFile({ suffix: ".csv" });
  const random = new Random("series");
  let value = 0;
  const values = Array.from({ length: 120 }, () => value += random.normal());
  await Deno.writeTextFile(file, `name,v\na,${values.join()}\n`);
  try {
    using threads = await openThreads(
      { task: "series", data: file, unit: 4 },
      1,
    );
    assertEquals(threads.optimum, undefined);
    assertEquals(threads.facts.examples, 32);
    const [contender] = orderingContenders(true);
    const tuning = new Tuning(threads, [contender!], {
      ...RUNS,
      epochs: 2,
      rates: [0.001, 1e4],
    });
    await tuning.search();
    const wild = tuning.curves(contender!, 1e4)[0]!;
    assertEquals([wild.losses.length, wild.losses.at(-1)], [3, Infinity]);
    assertEquals(wild.straying, NaN);
    assert(tuning.best(contender!) < 1e4);
  } finally {
    await Deno.remove(file);
  }
});

test("threads say what is wrong with a task, and end when they are told to", async () => {
  await assertRejects(
    () => openThreads({ task: "logistic", unit: 4 }, 1),
    SimulationError,
    "without data: give a LIBSVM file",
  );
  const stop = new AbortController();
  const opening = openThreads(
    { task: "digits", unit: 4 },
    1,
    stop.signal,
  );
  stop.abort(new Error("enough"));
  await assertRejects(() => opening, Error, "enough");
});
