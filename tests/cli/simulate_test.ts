import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { assertEndedSoon, jsonLines, runDrover, signalled } from "./drover.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

const CHURN = "examples/scenarios/churn.ts";
const WRONG = "tests/simulation/scenarios/wrong.ts";
const RINGS = "tests/simulation/scenarios/rings.ts";

Deno.test("drover simulate --json gives the same bytes for the same seed", async () => {
  const args = ["simulate", CHURN, "--seed", "7", "--json"];
  const [first, second] = await Promise.all([
    runDrover(...args),
    runDrover(...args),
  ]);
  assertEquals(first.code, 0, first.stderr);
  assert(first.stdout === second.stdout, "the outputs differ");
  const lines = jsonLines(first.stdout);
  const types = lines.map(({ type }) => type);
  assertEquals(types.slice(-2), ["run", "summary"]);
  for (const type of ["event", "fault"]) assert(types.includes(type), type);
  const { seed, runs, failures, passed } = lines.at(-1)!;
  assertEquals([seed, runs, failures, passed], [7, 1, [], true]);
  const { trace, checks } = lines.at(-2)!;
  assertMatch(trace as string, /^[0-9a-f]{64}$/);
  assertEquals(
    (checks as { passed: boolean }[]).every(({ passed }) => passed),
    true,
  );
  assertMatch(first.stderr, /^1 run in [0-9].* s\n$/);
});

Deno.test("drover simulate tells a person what happens, who took part and what holds", async () => {
  const { code, stdout, stderr } = await runDrover("simulate", RINGS);
  assertEquals([code, stderr], [0, ""], stdout);
  assertMatch(stdout, /^rings: 3 peers, seed 1$/m);
  assertMatch(stdout, /^ +0\.500 s {2}peer 2 crashes$/m);
  assertMatch(stdout, /^ +0\.600 s {2}a peer comes$/m);
  assertMatch(
    stdout,
    /s {2}peer \d: peer 2 is no longer waited for \(silent .* promised word/,
  );
  assertMatch(stdout, /s {2}peer 3: Joined in round \d+/);
  assertMatch(stdout, /^peer 2 +crashed +\d+/m);
  assertMatch(stdout, /^✓ no update lost$/m);
  assertMatch(stdout, /^All as expected: 1 run, /m);
});

Deno.test("drover simulate fails with the seeds that fail, and how to see them again", async () => {
  const args = ["simulate", WRONG, "--runs", "8"];
  const { code, stdout } = await runDrover(...args);
  assertEquals(code, 1);
  assertMatch(stdout, /^✓ seed \d: 3 of 3 peers finished/m);
  assertMatch(stdout, /^ {2}✗ nobodyCrashes: 1 did$/m);
  const replay = stdout.match(
    /^ {2}\S.* run -P mod\.ts simulate (\S+) --seed (\d)$/m,
  )!;
  assertEquals(replay[1], WRONG);
  const again = await runDrover(
    "simulate",
    WRONG,
    "--seed",
    replay[2]!,
    "--json",
  );
  assertEquals(again.code, 1);
  const { failures } = jsonLines(again.stdout).at(-1)!;
  assertEquals(failures, [{
    seed: Number(replay[2]),
    problems: ["nobodyCrashes: 1 did"],
    replay: `${startedBy()} simulate ${WRONG} --seed ${replay[2]}`,
  }]);
});

Deno.test("drover simulate tells in a paragraph what is wrong with a scenario file", async () => {
  const missing = await runDrover("simulate", "none.ts");
  assertEquals(missing.code, 1);
  assertStringIncludes(
    missing.stderr,
    "error: Cannot load the scenario none.ts: there is no such file. Drover's own examples go by name: churn, ",
  );
  const task = await runDrover("simulate", "tests/cli/figures.ts");
  assertEquals(task.code, 1);
  assertStringIncludes(task.stderr, "its default export is no scenario");
});

Deno.test({
  name: "drover simulate --real ends all its processes on SIGINT",
  ignore: Deno.build.os === "windows",
  async fn() {
    // Slow, so that it is under way for as long as it takes the signal to come.
    const args = ["simulate", RINGS, "--real", "--stretch=20", "--json"];
    const ending = await signalled(args, "SIGINT", '"event"');
    assertEquals(ending.code, 130);
    const lines = jsonLines(ending.stdout);
    assertEquals(lines.at(-1)!.type, "error");
    assertEndedSoon(ending);
  },
});
