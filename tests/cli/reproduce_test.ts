import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { commandHelp } from "../../src/cli/help.ts";
import { optionsOf } from "../../src/cli/options/mod.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { reproduce } from "../../src/cli/reproduce.ts";
import type { CornerSummary } from "../../src/cli/reproduce/runtime_table.ts";
import { STUDIES, STUDY_NAMES } from "../../src/cli/reproduce/studies.ts";
import type { HerdingSummary } from "../../src/cli/reproduce/herding_table.ts";
import { assertEndedSoon, jsonLines, runDrover, signalled } from "./drover.ts";
import { Screen } from "./screen.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

Deno.test("drover reproduce runtime --json ends with the four corners beside theory", async () => {
  const { code, stdout, stderr } = await runDrover(
    "reproduce",
    "runtime",
    "--peers=4",
    "--k=2",
    "--delay=constant:2",
    "--steps=60",
    "--json",
  );
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /^[\d.]+ % done/m);
  const [summary, ...more] = jsonLines(stdout);
  assertEquals([summary!.type, more.length], ["summary", 0]);
  const expected: [string, number, number, Partial<CornerSummary>][] = [
    ["K-sync", 2, 0, { theory: 2, theoryIs: "exact" }],
    ["K-batch-sync", 2, 0, { theory: 2, theoryIs: "upper bound" }],
    ["K-async", 1, 1, { theory: 2, theoryIs: "upper bound" }],
    ["K-batch-async", 1, 1.5, { theory: 1, theoryIs: "exact" }],
  ];
  for (const [name, seconds, staleness, theory] of expected) {
    const corner = summary![name] as CornerSummary;
    assertAlmostEquals(corner.secondsPerStep, seconds, 1e-5);
    assertAlmostEquals(corner.staleness, staleness, 0.02);
    const { theoryStaleness } = corner;
    assertEquals(theoryStaleness, staleness);
    assertEquals(
      { theory: corner.theory, theoryIs: corner.theoryIs },
      theory as CornerSummary,
    );
  }
});

Deno.test("drover reproduce runtime shows a table, and nothing where theory has nothing", async () => {
  const args = ["--peers=3", "--k=2", "--delay=pareto:2,1", "--steps=40"];
  const { code, stdout, stderr } = await runDrover(
    "reproduce",
    "runtime",
    ...args,
  );
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^P = 3, K = 2, gradients of pareto:2,1 s, 40 steps/);
  assertMatch(stdout, /^ +seconds\/step +theory +differs by +staleness/m);
  assertMatch(stdout, /^K-sync +\d\.\d+ +1\.6000 +[+-]\d+\.\d % +0\.000/m);
  assertMatch(stdout, /^K-batch-sync +\d\.\d+ +<= 1\.6000 +0\.000/m);
  assertMatch(stdout, /^K-async +\d\.\d+ +- +0\.\d+ +0\.500$/m);
});

Deno.test("drover reproduce herding --json tells each row as it comes, and all at the end", async () => {
  const { code, stdout, stderr } = await runDrover(
    "reproduce",
    "herding",
    "--workers=2",
    "--workers=4",
    "--dimension=3",
    "--units=400",
    "--epochs=6",
    "--no-elastic",
    "--json",
  );
  assertEquals(code, 0, stderr);
  const lines = jsonLines(stdout);
  assertEquals(
    lines.map(({ type, method, workers }) =>
      type === "row" ? [type, method, workers] : [type]
    ),
    [
      ...[2, 4].flatMap((workers) =>
        ["cd-grab", "independent", "random"].map((
          method,
        ) => ["row", method, workers])
      ),
      ["summary"],
    ],
  );
  const summary = lines.at(-1)!, rows = summary.rows as HerdingSummary[];
  assertEquals([summary.units, summary.seed, rows.length], [400, 1, 6]);
  const [cdGrab, , random] = rows;
  assertEquals([cdGrab!.reference, cdGrab!.trace.length], [null, 7]);
  assertAlmostEquals(random!.ratio!, 1, 0.4);
  assert(cdGrab!.bound < random!.bound);
});

Deno.test("drover reproduce herding shows a table beside what is expected", async () => {
  const { code, stdout, stderr } = await runDrover(
    "reproduce",
    "herding",
    "--workers=10",
    "--units=2000",
    "--epochs=3",
    "--no-elastic",
  );
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^Herding bound .* of 2000 unit vectors, d = 16/);
  assertMatch(stdout, /^cd-grab +10 +200 +\d+\.\d +[\d.]+ - [\d.]+ +-$/m);
  assertMatch(stdout, /^random +10 +200 .* [\d.]+ +[+-][\d.]+ %$/m);
});

Deno.test("drover reproduce refuses what it cannot do, as a mistake of the command line", async () => {
  const refusals: [string[], string][] = [
    [["runtmie"], 'Unknown study "runtmie": did you mean "runtime"?'],
    [
      ["runtime", "--peers=4", "--k=5"],
      '--k must be a whole number, at most the number of peers, 4, got "5"',
    ],
    [
      ["runtime", "--delay=parto:2,1"],
      '--delay: Cannot read the delay "parto:2,1": there is no delay "parto": did you mean pareto?',
    ],
    [
      ["herding", "--units=30", "--workers=20"],
      '--units must be at least 40, two for each of 20 workers, got "30"',
    ],
    [
      ["ordering", "--task=a8a"],
      '--task must be logistic, digits, series or a task file, got "a8a"',
    ],
    [
      ["ordering", "--data=a8a.gz"],
      "--data has no use with --task digits",
    ],
    [
      ["vectors", "--rates=0.1,0"],
      '--rates must be numbers above 0, such as "0.1,0.3,1", got "0.1,0"',
    ],
    [
      [],
      `"reproduce" needs a study, such as: ${startedBy()} reproduce runtime`,
    ],
  ];
  const screen = new Screen(80, 24);
  for (const [args, message] of refusals) {
    await assertRejects(
      async () => await reproduce(parseCommandLine("reproduce", args), screen),
      UsageError,
      message,
    );
  }
  assertEquals(screen.lines, [""]);
});

Deno.test({
  name: "drover reproduce ends at once on Ctrl+C",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const args = ["reproduce", "runtime"];
    const ending = await signalled(args, "SIGINT", "% done");
    assertEquals(ending.code, 130, ending.stderr);
    assertStringIncludes(ending.stderr, "Stopped before the end");
    assertEndedSoon(ending);
  },
});

Deno.test("parseCommandLine() reads every option of reproduce", () => {
  const { operands, options } = parseCommandLine("reproduce", [
    "runtime",
    "--peers=16",
    "--k=all",
    "--variant=k-sync",
    "--elastic-bound=2",
    "--codec=int8",
    "--delay=shifted-exponential:1.0,1",
    "--law=pareto",
    "--law=straggler",
    "--contender=K=4",
    "--steps=500",
    "--workers=3",
    "--workers=5",
    "--dimension=8",
    "--units=4000",
    "--epochs=12",
    "--no-elastic",
    "--task=logistic",
    "--data=a8a.gz",
    "--examples=100",
    "--unit=4",
    "--rates=0.1,3e-1,1",
    "--schedule=cosine",
    "--runs=5",
    "--tuning-runs=2",
    "--threads=1",
    "--svg=a8a.svg",
    "--seed=7",
    "--json",
  ]);
  assertEquals(operands, ["runtime"]);
  assertEquals(options, {
    peers: 16,
    k: "all",
    variant: "k-sync",
    "elastic-bound": 2,
    codec: { kind: "int8" },
    delay: "shifted-exponential:1,1",
    law: ["pareto", "straggler"],
    contender: ["K=4"],
    steps: 500,
    workers: [3, 5],
    dimension: 8,
    units: 4000,
    epochs: 12,
    "no-elastic": true,
    task: "logistic",
    data: "a8a.gz",
    examples: 100,
    unit: 4,
    rates: [0.1, 0.3, 1],
    schedule: "cosine",
    runs: 5,
    "tuning-runs": 2,
    threads: 1,
    svg: "a8a.svg",
    seed: 7,
    json: true,
  });
  const all = optionsOf("reproduce").map(([name]) => name);
  assertEquals(
    Object.keys(options).sort(),
    all.filter((name) => name !== "help").sort(),
    "an option of the table is not covered by this test",
  );
});

Deno.test("the help of reproduce names every study", () => {
  const help = commandHelp("reproduce");
  for (const name of STUDY_NAMES) {
    assertStringIncludes(help, STUDIES[name]!.help);
  }
});

Deno.test("drover reproduce refuses options that a study does not take", async () => {
  const { code, stderr } = await runDrover(
    "reproduce",
    "herding",
    "--peers=4",
  );
  assertEquals(code, 2);
  assertStringIncludes(stderr, "reproduce herding does not take --peers");
  assertStringIncludes(stderr, "--workers");
});
