import { assert, assertEquals } from "@std/assert";
import { lacksNamespaces, Lan } from "./namespaces.ts";
import {
  type Line,
  LOOPBACK,
  type PeerProcess,
  swarmName,
  taskFile,
  withPeers,
} from "./processes.ts";

const lacks = await lacksNamespaces();
const reason = lacks === undefined ? "" : ` (skipped: needs ${lacks})`;

/** Lasts some twenty seconds among three peers that need 150 ms for a gradient. */
const TRAINING = [
  taskFile("rings"),
  ...["--pace", "150", "--variant", "k-async", "--wait-for", "3"],
];

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether it says that a peer woke from the test's sleep, and not from a pause of the machine. */
function isLongSleep({ type, asleepMs }: Line): boolean {
  return type === "resumed" && (asleepMs as number) > 3000;
}

/** For so long after it woke a peer makes its connections anew, s. */
const RECONNECTION = 4;

/**
 * Whom of these a peer suspected for what it could not hear while it slept and came
 * back, and why. A busy machine may hold a process up later on, too.
 */
function suspected(peer: PeerProcess, names: readonly string[]): Line[] {
  const woke = peer.lines.find(isLongSleep)!.time!;
  return peer.lines.filter(({ type, time, peer, silentMs }) =>
    type === "member-suspected" && names.includes(String(peer)) &&
    time! >= woke && time! - (silentMs as number) / 1000 < woke + RECONNECTION
  );
}

/** That a peer slept is known to all, and over: everybody holds everything. */
async function assertBack(
  sleeper: PeerProcess,
  others: readonly PeerProcess[],
): Promise<void> {
  const { peer } = await sleeper.line("ready");
  for (const other of others) {
    await other.line("member-returned", (line) => line.peer === peer);
  }
  const summaries = await Promise.all(
    [sleeper, ...others].map((each) => each.summary()),
  );
  assertEquals(new Set(summaries.map(({ hash }) => hash)).size, 1);
  const clock = summaries[0]!.clock as Record<string, number>;
  for (const { feed, published } of summaries) {
    assertEquals(clock[feed as string], published);
  }
  const names = summaries.slice(1).map(({ peer }) => String(peer));
  await sleeper.line("resumed", isLongSleep);
  assertEquals(suspected(sleeper, names), []);
}

Deno.test("A stopped process that goes on suspects nobody, comes back, and ends with all the updates", () =>
  withPeers(async (start) => {
    const args = [...TRAINING, ...LOOPBACK, "--swarm", swarmName()];
    const [sleeper, ...others] = [0, 1, 2].map(() => start(args));
    await sleeper!.line("epoch", ({ epoch }) => epoch === 1);
    sleeper!.kill("SIGSTOP");
    await Promise.all(others.map((peer) => peer.line("member-suspected")));
    await sleep(4000);
    sleeper!.kill("SIGCONT");
    await assertBack(sleeper!, others);
  }));

Deno.test({
  name:
    `A machine whose cable is pulled while it sleeps is disconnected within seconds, and comes back when it wakes${reason}`,
  ignore: lacks !== undefined,
  fn: () =>
    withPeers(async (start) => {
      const lan = await Lan.of(3);
      try {
        const args = [...TRAINING, "--swarm", swarmName()];
        const peers = lan.machines.map((machine) => start(args, machine));
        const [sleeper, ...others] = peers;
        const { peer } = await sleeper!.line("ready");
        await sleeper!.line("epoch", ({ epoch }) => epoch === 1);
        sleeper!.kill("SIGSTOP");
        await lan.cut(1);
        for (const other of others) {
          const told = await other.line("member-suspected");
          // TCP would try for a quarter of an hour.
          const lost = await other.line(
            "peer-disconnected",
            (line) => line.peer === peer,
          );
          const waited = 1000 * (lost.time! - told.time!);
          const patience = told.patienceMs as number;
          assert(
            waited < 5 * patience + 10_000,
            `${waited} ms, ${patience} ms`,
          );
        }
        await sleep(3000);
        await lan.mend(1);
        sleeper!.kill("SIGCONT");
        await assertBack(sleeper!, others);
      } finally {
        await lan.close();
      }
    }),
});
