import { assert, assertEquals } from "@std/assert";
import { defineScenario } from "../../src/simulation/define_scenario.ts";
import { equalHashes } from "../../src/simulation/expectations.ts";
import type { Fault } from "../../src/simulation/fault.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { chooseObservers } from "../../src/simulation/recording/observers.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { LogFile } from "../../src/telemetry/log/log_file.ts";
import { readLog, type TelemetryRecord } from "../../src/telemetry/mod.ts";
import { withFolder } from "../telemetry/folder.ts";

const SCENARIO = defineScenario({
  name: "one-crashes",
  peers: 4,
  compute: "exponential:10",
  task: quadratic(),
  synchronicity: { variant: "k-async", k: 2 },
  faults: [{ kind: "crash", at: 60, peer: 3 }],
  until: { epochs: 2 },
  expect: [equalHashes()],
});

const crash = (peer: number): Fault => ({ kind: "crash", at: 1, peer });

Deno.test("a virtual run is recorded in virtual time as four peers tell it, and goes as if it were not", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const problems: string[] = [];
    const onProblem = (text: string) => void problems.push(text);
    const { run } = await simulate(SCENARIO, {
      seed: 7,
      sinks: [await LogFile.open(file, { onProblem, isPatient: true })],
    });
    assertEquals(problems, []);
    assertEquals(run.trace, (await simulate(SCENARIO, { seed: 7 })).run.trace);
    const records = await Array.fromAsync(readLog(file));
    const of = <T extends TelemetryRecord["type"]>(type: T) =>
      records.filter((record) => record.type === type) as Extract<
        TelemetryRecord,
        { type: T }
      >[];
    const [{ simulated, about }] = of("log") as [
      TelemetryRecord & {
        simulated: boolean;
        about?: string;
      },
    ];
    assertEquals([simulated, about], [true, "one-crashes, seed 7"]);
    const times = records.map(({ time }) => time);
    assertEquals(times, times.toSorted((a, b) => a - b));
    assert(times.at(-1)! <= run.ms / 1000 + 0.001);
    assertEquals(of("ready").map(({ name }) => name), [
      "peer 0",
      "peer 1",
      "peer 2",
      "peer 3",
    ]);
    assertEquals(of("fault").map(({ time, text }) => [time, text]), [
      [0.06, "peer 3 crashes"],
    ]);
    const hashes = run.peers.flatMap(({ hash }) => hash ?? []);
    assertEquals(of("summary").map(({ hash }) => hash), hashes);
    assertEquals(hashes.length, 3);
    // Enough of each to draw, and of the dead nothing more.
    for (const { peer, name } of of("ready")) {
      const told = of("progress").filter(({ observer }) => observer === peer);
      const isDead = name === "peer 3";
      assert(told.length >= (isDead ? 10 : 50), `${told.length} of ${name}`);
      if (isDead) assert(told.at(-1)!.time <= 0.06);
    }
    const { members } = of("members").at(-1)!;
    assertEquals(
      members.map(({ name }) => name).toSorted(),
      of("ready").map(({ name }) => name),
    );
  });
});

Deno.test("in a large swarm some tell: those whom something befalls, and the first", () => {
  const some = (peers: number, faults: Fault[]) => [
    ...chooseObservers(peers, faults),
  ];
  assertEquals(some(4, [crash(2)]), [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals(some(64, []), [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals(some(64, [crash(9), crash(40)]), [0, 9, 40, 1, 2, 3, 4, 5]);
  const all = Array.from({ length: 64 }, (_, index) => crash(63 - index));
  assertEquals(some(64, all), [0, 63, 62, 61, 60, 59, 58, 57]);
});
