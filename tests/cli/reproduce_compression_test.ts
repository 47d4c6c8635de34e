import { assert, assertEquals, assertMatch } from "@std/assert";
import type { CellSummary } from "../../src/cli/reproduce/compression.ts";
import { ratio } from "../../src/cli/reproduce/compression_table.ts";
import { cellsOf } from "../../src/simulation/compression_study/mod.ts";
import { jsonLines, runDrover } from "./drover.ts";

const SMALL = [
  "reproduce",
  "compression",
  "--examples=160",
  "--peers=4",
  "--epochs=1",
  "--runs=1",
  "--tuning-runs=1",
  "--rates=0.5",
  "--threads=2",
];

Deno.test("drover reproduce compression --json ends with every cell at its best rate", async () => {
  const { code, stdout, stderr } = await runDrover(...SMALL, "--json");
  assertEquals(code, 0, stderr);
  const [summary, ...more] = jsonLines(stdout);
  assertEquals([summary!.type, more.length], ["summary", 0]);
  const cells = summary!.cells as CellSummary[];
  assertEquals(cells.length, 21);
  assertEquals(new Set(cells.map(({ variant }) => variant)).size, 3);
  for (const { rate, rates, loss } of cells) {
    const least = Math.min(...rates.map(({ loss }) => loss ?? Infinity));
    assertEquals(rates.find((tried) => tried.loss === least)!.rate, rate);
    assert(loss.median > 0 && loss.median < 2.3, `${loss.median}`);
  }
});

Deno.test("drover reproduce compression shows the table, and what feedback did", async () => {
  // How well it learns is not in question here.
  const args = SMALL.map((arg) => arg.replace(/examples=\d+/, "examples=32"));
  const { code, stdout, stderr } = await runDrover(...args);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^k-sync, K = 4 +top 1 % +off +[\d.]+ /m);
  assertMatch(stdout, /^k-batch-async, K = 2( +[\d.]+){3}$/m);
});

Deno.test("ratio() is the loss with feedback over that without", () => {
  const outcomes = cellsOf(8).map((cell, i) => ({
    ...cell,
    rate: 1,
    isAtEdge: false,
    rates: [],
    loss: { median: i + 1, extremes: [0, 9] as const },
    accuracy: { median: 1, extremes: [1, 1] as const },
  }));
  assertEquals(ratio(outcomes, "k-sync, K = 8", 0.1), 2 / 3);
  assertEquals(ratio(outcomes, "k-async, K = 2", 0.01), 13 / 14);
});
