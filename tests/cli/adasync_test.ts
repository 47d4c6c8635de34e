import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { LawSummary } from "../../src/cli/reproduce/adasync_summary.ts";
import { timeChart } from "../../src/cli/reproduce/time_chart.ts";
import {
  lawOf,
  type LawStudy,
} from "../../src/simulation/synchronicity_study/mod.ts";
import { jsonLines, runDrover } from "./drover.ts";
import { withTwoClasses } from "./two_classes.ts";

const { test } = Deno;

const SMALL = [
  "--task=logistic",
  "--unit=4",
  "--peers=2",
  "--epochs=2",
  "--runs=2",
  "--tuning-runs=1",
  "--rates=1",
  "--threads=1",
  "--contender=K=1",
  "--contender=K=2",
  "--contender=auto",
];

test("drover reproduce adasync --json tells each law as it is done, and all at the end", async () => {
  await withTwoClasses(80, async (folder) => {
    const { code, stdout, stderr } = await runDrover(
      "reproduce",
      "adasync",
      `--data=${folder}/two.libsvm`,
      ...SMALL,
      "--law=pareto",
      "--law=straggler",
      "--json",
    );
    assertEquals(code, 0, stderr);
    const lines = jsonLines(stdout);
    assertEquals(lines.map(({ type, law }) => law ?? type), [
      "pareto",
      "straggler",
      "summary",
    ]);
    const summary = lines.at(-1)!;
    const { peers, variant, seeds, epochs, units } = summary;
    assertEquals([peers, variant, seeds, epochs, units], [
      2,
      "k-sync",
      2,
      2,
      20,
    ]);
    const laws = summary.laws as Record<string, LawSummary>;
    const { straggler } = laws;
    assertEquals(lines[1]!.contenders, straggler!.contenders);
    const { contenders, leads, best } = straggler!;
    assertEquals(Object.keys(contenders), ["K=1", "K=2", "auto"]);
    assertEquals(contenders[best!]!.toBest!.ofMedians, 1);
    assertEquals(straggler!.stretches, 60);
    assertEquals(contenders["K=2"]!.curve.length, 73);
    assertEquals(contenders["K=2"]!.ks.length, 73);
    assertEquals(contenders["K=2"]!.ks.at(-1), 2);
    assertEquals(leads.map(({ fixed, challenger }) => [fixed, challenger]), [
      ["K=1", "auto"],
      ["K=2", "auto"],
    ]);
    const defeats = summary.defeats as LawSummary["leads"];
    const most = Math.max(
      ...[laws.pareto!, straggler!].map(({ leads }) =>
        leads.find(({ fixed }) => fixed === "K=2")!.times.ofMedians
      ),
    );
    assertEquals(
      defeats.find(({ fixed }) => fixed === "K=2")!.times.ofMedians,
      most,
    );
  });
});

test("drover reproduce adasync shows each law, who is beaten where, and draws the curves", async () => {
  await withTwoClasses(80, async (folder) => {
    const svg = `${folder}/curves.svg`;
    const { code, stdout, stderr } = await runDrover(
      "reproduce",
      "adasync",
      `--data=${folder}/two.libsvm`,
      ...SMALL,
      "--contender=decaying",
      "--variant=k-sync",
      "--law=exponential",
      `--svg=${svg}`,
    );
    assertEquals(code, 0, stderr);
    assertMatch(
      stdout,
      /^logistic regression on two.libsvm, units of 4, P = 2, k-sync/,
    );
    assertMatch(
      stdout,
      /^exponential: gradients of exponential:1 s, 20 s in all$/m,
    );
    assertMatch(stdout, /^K=2 +[\d.]+ .*\b2$/m);
    assertMatch(stdout, /^auto .*( \d\.\d){6}$/m);
    assertMatch(
      stdout,
      /^The best fixed one is K=\d. To where it ends: decaying .*, auto .*\.$/m,
    );
    assertMatch(stdout, /^K=1 +(never|[\d.]+) .*exponential$/m);
    const image = await Deno.readTextFile(svg);
    assertEquals(image.match(/<polyline/g)!.length, 4);
    assertStringIncludes(image, "exponential: exponential:1");
  });
});

test("drover reproduce adasync refuses laws and contenders that there are not", async () => {
  const refusals: [string[], string][] = [
    [["--law=parteo"], "--law must be one of exponential, shifted-exponential"],
    [["--contender=K=3"], "--contender must be one of K=1, K=2, K=4, K=8"],
    [["--contender=decaying"], "needs a fixed K beside it"],
  ];
  for (const [args, message] of refusals) {
    const { code, stderr } = await runDrover("reproduce", "adasync", ...args);
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, message);
  }
});

test("timeChart() has a panel for each law, and leaves out what no logarithm has", () => {
  const curve = [1, 0.1, Infinity].map((median) => ({
    median,
    extremes: [median, median] as const,
  }));
  const study = (law: string): LawStudy => ({
    law: lawOf(law),
    seconds: 100,
    stretches: 2,
    best: undefined,
    leads: [],
    standings: [{
      contender: { name: "K<2", variant: "k-async", k: 1 },
      k: 1,
      rate: 1,
      isAtEdge: false,
      rates: [],
      finalLoss: curve[2]!,
      curve,
      ks: [1, 1, 1],
      progress: 1,
      toBest: undefined,
    }],
  });
  const svg = timeChart({
    title: "a & b",
    lossName: "loss",
    studies: [study("pareto"), study("throttled"), study("straggler")],
  });
  assertStringIncludes(svg, "a &amp; b");
  assertStringIncludes(svg, "K&lt;2");
  assertEquals(svg.match(/<g transform="translate\(\d+,\d+\)">/g)!.length, 3);
  const points = /<polyline points="([^"]*)"/.exec(svg)![1]!.split(" ");
  assertEquals(points.length, 2);
  assert(!/NaN|Infinity/.test(svg), svg);
});
