import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { fromFileUrl, toFileUrl } from "@std/path";
import { startProcess } from "../../src/cli/simulate/start_process.ts";
import { checkRun } from "../../src/simulation/check_run.ts";
import type { Fault } from "../../src/simulation/fault.ts";
import type { PeerRecord, Run } from "../../src/simulation/run.ts";
import { possibleFaults } from "../../src/simulation/real/possible.ts";
import type { PeerLine } from "../../src/simulation/real/process.ts";
import { RealPeer } from "../../src/simulation/real/real_peer.ts";
import {
  openReal,
  type RealOptions,
} from "../../src/simulation/real/real_stage.ts";
import { Scratch } from "../../src/simulation/real/scratch.ts";
import { taskModule } from "../../src/simulation/real/task_module.ts";
import { type Scenario, ScenarioError } from "../../src/simulation/scenario.ts";
import type { TelemetrySink } from "../../src/telemetry/mod.ts";
import rings from "./scenarios/rings.ts";

/** A folder of this file's own, as other tests play scenarios meanwhile; in Drover's, where processes may write. */
const SCRATCH = new URL(
  `../../.drover/real-test-${crypto.randomUUID().slice(0, 8)}/`,
  import.meta.url,
);

const OPTIONS: RealOptions = {
  scratch: fromFileUrl(SCRATCH),
  folder: fromFileUrl(new URL("./scenarios/", import.meta.url)),
  stretch: 1,
  seed: 1,
  start: startProcess,
};

/**
 * Plays a scenario at its own pace, and more slowly where this machine was not in
 * time: who comes, or comes back, takes some seconds to start where much else runs.
 */
async function playInTime(
  scenario: Scenario,
  isInTime: (run: Run) => boolean,
): Promise<{ run: Run; heard: Set<string>; names: Set<string> }> {
  for (const stretch of [1, 4, 16]) {
    const stage = openReal(scenario, { ...OPTIONS, stretch });
    const heard = new Set<string>(), names = new Set<string>();
    const sink: TelemetrySink = {
      write(record) {
        if (record.type === "ready") names.add(record.name);
      },
    };
    const run = await stage.run(1, (event) => {
      heard.add("fault" in event ? event.fault.kind : event.event.type);
    }, [sink]);
    stage.close();
    if (stretch === 16 || isInTime(run)) return { run, heard, names };
    console.log(`once more, in a time ${4 * stretch} times as long`);
  }
  throw new Error("never");
}

/** How many updates its processes have published. */
function publishedBy({ published }: PeerRecord): number {
  return published.values().reduce((sum, count) => sum + count, 0);
}

/** Names of what runs have left, once all that they needed for a while should be gone. */
async function takeLeftovers(): Promise<string[]> {
  const names = [...Deno.readDirSync(SCRATCH)].map(({ name }) => name);
  await Deno.remove(SCRATCH, { recursive: true });
  return names;
}

Deno.test({
  name:
    "A scenario runs on processes: one is killed, one freezes, one joins, and no update is lost",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { run, heard, names } = await playInTime(
      rings,
      // Each has worked: who is killed before that, and who comes while the others train.
      ({ peers }) =>
        peers.length === 4 && peers[2]!.outcome === "crashed" &&
        peers.every((peer) => publishedBy(peer) > 0),
    );
    assertEquals([...names].sort(), ["peer 0", "peer 1", "peer 2", "peer 3"]);
    const { checks } = checkRun(run, rings.expect);
    assertEquals(checks.filter(({ passed }) => !passed), []);
    assertEquals(
      run.peers.map(({ outcome }) => outcome),
      ["finished", "finished", "crashed", "finished"],
    );
    for (const kind of ["crash", "freeze", "join", "member-suspected"]) {
      assert(heard.has(kind), `nobody heard of ${kind}`);
    }
    // The joiner has worked, and the dead one's work is in the model.
    const { clock } = run.peers[0]!;
    for (const peer of run.peers) {
      assert(publishedBy(peer) > 0, `peer ${peer.index} published nothing`);
      const [[feed, count]] = [...peer.published] as [[string, number]];
      assertEquals(clock!.get(feed), count, `updates of peer ${peer.index}`);
    }
    assert(run.peers[0]!.metrics.accuracy! > 0.7);
    assertEquals(await takeLeftovers(), []);
  },
});

Deno.test({
  name:
    "A process that is killed comes back from its disk, one leaves, and time can end a run",
  ignore: Deno.build.os === "windows",
  async fn() {
    const scenario: Scenario = {
      ...rings,
      faults: [
        {
          kind: "crash",
          at: 900,
          peer: 0,
          restartAfter: 100,
          disk: true,
        },
        { kind: "leave", at: 1000, peer: 2 },
      ],
      epochs: 100,
      until: { ms: 4000 },
    };
    const { run } = await playInTime(
      scenario,
      ({ peers }) => peers[0]!.published.size === 2,
    );
    assertEquals(
      run.peers.map(({ outcome }) => outcome),
      ["running", "running", "left"],
    );
    assertEquals(run.peers[0]!.published.size, 2, "two feeds, one identity");
    assertEquals(run.broken, []);
    assert(run.ms >= 4000);
  },
});

Deno.test("A peer that comes back from its disk has not left when all end", () => {
  const line = (line: Record<string, unknown>) => line as unknown as PeerLine;
  const peer = new RealPeer(0, false);
  peer.restarts();
  peer.hear(line({ type: "started", members: 1, k: 1 }), 100);
  assertEquals(peer.isMember, false, "it may be alone");
  peer.hear(line({ type: "member-joined", peer: "ab", members: 2 }), 120);
  assertEquals(peer.isMember, true);
  peer.restarts();
  peer.hear(line({ type: "member-joined", peer: "ab", members: 2 }), 200);
  assertEquals(peer.isMember, false, "it has yet to take what it missed");
  peer.hear(line({ type: "joined", round: 3, progress: 1 }), 220);
  assertEquals(peer.isMember, true);
});

Deno.test("A process that fails by itself ends the run, with its last words", async () => {
  const scenario: Scenario = { ...rings, peers: 2, task: "nowhere.ts" };
  const stage = openReal(scenario, OPTIONS);
  const error = await assertRejects(() => stage.run(1), ScenarioError);
  assertStringIncludes(error.message, "ended with exit code 1");
  assertStringIncludes(error.message, "nowhere.ts");
  assertEquals(await takeLeftovers(), []);
});

Deno.test("Processes train as virtual peers do where neither scenario nor task says how", async () => {
  const url = (path: string) => new URL(path, import.meta.url).href;
  const rings = url("../swarm/tasks/rings.ts");
  const own = await Scratch.create(
    `import { defineTask } from "${url("../../mod.ts")}";
import task from "${rings}";
export default defineTask({ ...task, ordering: "fixed" });`,
  );
  try {
    const ownTask = toFileUrl(own.task).href;
    for (const [task, ordering] of [[rings, "random"], [ownTask, "fixed"]]) {
      const until = { epochs: 3 };
      const scratch = await Scratch.create(taskModule(task!, { until }));
      try {
        const made = (await import(toFileUrl(scratch.task).href)).default;
        assertEquals(
          [made.ordering, made.codec, made.epochs],
          [ordering, { kind: "float32" }, 3],
        );
      } finally {
        await scratch.remove();
      }
    }
  } finally {
    await own.remove();
  }
});

Deno.test("What processes cannot be put through is said, and a crash stays a crash", () => {
  const crash: Fault = { kind: "crash", at: 1, peer: 0, silent: true };
  const partition: Fault = {
    kind: "partition",
    at: 1,
    group: [0],
    lasts: 5,
  };
  const scenario: Scenario = {
    ...rings,
    compute: "exponential:10",
    network: { loss: 0.1 },
    clocks: { drift: 1e-4 },
  };
  const { faults, without } = possibleFaults(scenario, [crash, partition]);
  assertEquals(faults, [crash]);
  assertEquals(without.map((line) => line.split(" (")[0]), [
    "crashes that break no connection",
    "partitions",
    "its links",
    "clock skew",
    "chance in compute times",
  ]);
});

Deno.test("A scenario of which nothing would be left is refused, and so is one without a task file", () => {
  const partition: Fault = { kind: "partition", at: 1, group: [0], lasts: 5 };
  assertThrows(
    () => openReal({ ...rings, faults: [partition] }, OPTIONS),
    ScenarioError,
    "nothing would be left of what the scenario is about",
  );
  const { simulated } = rings.task as { simulated: Scenario["task"] };
  assertThrows(
    () => openReal({ ...rings, task: simulated }, OPTIONS),
    ScenarioError,
    "its task is a problem, which only virtual peers can train",
  );
});
