import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { lossChart } from "../../src/cli/reproduce/loss_chart.ts";
import type {
  MethodSummary,
  RatioSummary,
} from "../../src/cli/reproduce/ordering_summary.ts";
import { verdict } from "../../src/cli/reproduce/ordering_table.ts";
import type { OrderingStudy } from "../../src/simulation/ordering_study/mod.ts";
import type { VectorSummary } from "../../src/cli/reproduce/vectors.ts";
import { jsonLines, runDrover } from "./drover.ts";
import { withTwoClasses } from "./two_classes.ts";

const { test } = Deno;

const SMALL = ["--unit=4", "--peers=2", "--epochs=3", "--threads=1"];

test("drover reproduce ordering --json ends with every method and what CD-GraB is to it", async () => {
  await withTwoClasses(120, async (folder) => {
    const { code, stdout, stderr } = await runDrover(
      "reproduce",
      "ordering",
      "--task=logistic",
      `--data=${folder}/two.libsvm`,
      ...SMALL,
      "--runs=2",
      "--rates=0.1,0.3",
      "--json",
    );
    assertEquals(code, 0, stderr);
    const [summary, ...more] = jsonLines(stdout);
    assertEquals([summary!.type, more.length], ["summary", 0]);
    const { unit, units, peers, seeds, examples } = summary!;
    assertEquals([unit, units, peers, seeds, examples], [4, 30, 2, 2, 120]);
    const methods = summary!.methods as Record<string, MethodSummary>;
    assertEquals(Object.keys(methods), [
      "cd-grab",
      "random units",
      "random examples",
      "flip-flop",
      "independent",
      "fixed",
    ]);
    const baseline = summary!.bestBaseline as string;
    assertEquals(methods[baseline]!.finalLoss.median, summary!.target);
    assertEquals(methods["cd-grab"]!.curve.length, 4);
    const { loss } = summary!.ratio as RatioSummary;
    const expected = methods["cd-grab"]!.finalLoss.median /
      methods[baseline]!.finalLoss.median;
    assertEquals(loss.estimate, expected);
    assertEquals(loss.interval.length, 2);
  });
});

test("drover reproduce ordering shows curves, standings and ratios, and draws them", async () => {
  await withTwoClasses(120, async (folder) => {
    const svg = `${folder}/curves.svg`;
    const { code, stdout, stderr } = await runDrover(
      "reproduce",
      "ordering",
      "--task=logistic",
      `--data=${folder}/two.libsvm`,
      ...SMALL,
      "--runs=1",
      "--rates=0.3",
      "--schedule=cosine",
      `--svg=${svg}`,
    );
    assertEquals(code, 0, stderr);
    assertMatch(
      stdout,
      /^logistic regression on two.libsvm, units of 4, m = 2/,
    );
    assertMatch(stdout, /^epoch +cd-grab +random units +random examples/m);
    assertMatch(stdout, /^cd-grab +0?\.?\d+/m);
    assertMatch(stdout, /^flip-flop .*\(.* - .*\)$/m);
    assertMatch(stdout, /^CD-GraB (and .* end|ends|does not help) .*\.$/m);
    const image = await Deno.readTextFile(svg);
    assertEquals(image.match(/<polyline/g)!.length, 6);
    assertStringIncludes(image, "cd-grab, rate ");
  });
});

test("drover reproduce vectors has a row for each vector in each setting", async () => {
  await withTwoClasses(120, async (folder) => {
    const { code, stdout, stderr } = await runDrover(
      "reproduce",
      "vectors",
      "--task=logistic",
      `--data=${folder}/two.libsvm`,
      ...SMALL,
      "--runs=1",
      "--rates=0.03,0.1",
      "--json",
    );
    assertEquals(code, 0, stderr);
    const lines = jsonLines(stdout);
    const rows = lines.at(-1)!.rows as VectorSummary[];
    assertEquals(rows.length, lines.length - 1);
    assertEquals(
      rows.filter(({ setting }) => setting === "adam").map(({ vector }) =>
        vector
      ),
      [
        "random",
        "gradient",
        "step",
        "step-innovation",
        "update",
        "update-innovation",
      ],
    );
    for (const { finalLoss } of rows) assert(finalLoss.median > 0);
  });
});

test("lossChart() leaves out what no logarithm has, and escapes what it writes", () => {
  const spread = (median: number) => ({
    median,
    quartiles: [median, median] as const,
  });
  const svg = lossChart({
    title: "a < b & c",
    lossName: "loss",
    lines: [{ name: "one", points: [1, 0.1, Infinity, -1e-9].map(spread) }],
    target: 0.2,
  });
  assertStringIncludes(svg, "a &lt; b &amp; c");
  const points = /<polyline points="([^"]*)"/.exec(svg)![1]!.split(" ");
  assertEquals(points.length, 2);
  assert(!/NaN|Infinity/.test(svg), svg);
});

test("verdict() says where CD-GraB helps, where it does not, and where nobody knows", () => {
  const study = (estimate: number, low: number, high: number) => {
    const loss = { estimate, interval: [low, high] as const };
    return {
      baseline: { contender: { name: "flip-flop" } },
      comparisons: new Map([["flip-flop", {
        loss,
        epochs: loss,
        soonest: loss,
      }]]),
    } as unknown as OrderingStudy;
  };
  assertEquals(
    verdict(study(0.4, 0.2, 0.9)),
    "CD-GraB ends with 0.40 times the loss of flip-flop, the best that balances nothing, and needs 0.40 times its epochs to get as far.",
  );
  assertEquals(
    verdict(study(0.9, 0.5, 1.2)),
    "CD-GraB and flip-flop, the best that balances nothing, end within what chance makes of it.",
  );
  assertEquals(
    verdict(study(2, 1.5, Infinity)),
    "CD-GraB does not help here: it ends with 2.00 times the loss of flip-flop.",
  );
});
