import { assert, assertEquals } from "@std/assert";
import { type Held, withHeld } from "./held.ts";
import { lacksNamespaces, Lan } from "./namespaces.ts";
import {
  type Line,
  LOOPBACK,
  type PeerProcess,
  swarmName,
  withPeers,
} from "./processes.ts";

const lacks = await lacksNamespaces();
const reason = lacks === undefined ? "" : ` (skipped: needs ${lacks})`;

/** How three peers train, of which one sleeps. */
const TRAINING = ["--variant", "k-async", "--wait-for", "3"];

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether it says that a peer woke from the test's sleep, and not from a pause of the machine. */
function isLongSleep({ type, asleepMs }: Line): boolean {
  return type === "resumed" && (asleepMs as number) > 3000;
}

/** So long a peer that woke is patient with connections that have to be made anew, s. */
const RECONNECTION = 4;

/**
 * Whom of these a peer suspected, and why, in the time in which it should hold against
 * nobody that it has slept. A busy machine may need longer to make connections anew, and
 * may hold up whoever has spoken since; neither is told from a fault.
 */
function suspected(peer: PeerProcess, names: readonly string[]): Line[] {
  const woke = peer.lines.find(isLongSleep)!.time!;
  return peer.lines.filter(({ type, time, peer, silentMs, reason }) =>
    type === "member-suspected" && names.includes(String(peer)) &&
    time! >= woke && time! < woke + RECONNECTION &&
    // Whoever has spoken since it woke may have been held up.
    (time! - (silentMs as number) / 1000 < woke + 0.1 ||
      String(reason).includes("connection broken"))
  );
}

/** That a peer slept is known to all, and over: everybody holds everything. */
async function assertBack(
  sleeper: PeerProcess,
  others: readonly PeerProcess[],
  release: () => Promise<void>,
): Promise<void> {
  const { peer } = await sleeper.line("ready");
  for (const other of others) {
    const isIts = (line: Line) => line.peer === peer;
    const away = other.lines.findLastIndex((line) =>
      line.type === "member-suspected" && isIts(line)
    );
    await other.line("member-returned", isIts, away);
  }
  await release();
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

/** Runs a test with a task that is held, and peers. */
function play(
  run: (
    held: Held,
    start: (args: string[], namespace?: string) => PeerProcess,
  ) => Promise<void>,
): Promise<void> {
  return withHeld((held) => withPeers((start) => run(held, start)));
}

Deno.test("A stopped process that goes on suspects nobody, comes back, and ends with all the updates", () =>
  play(async ({ task, release }, start) => {
    const args = [task, ...TRAINING, ...LOOPBACK, "--swarm", swarmName()];
    const [sleeper, ...others] = [0, 1, 2].map(() => start(args));
    const { peer } = await sleeper!.line("ready");
    await sleeper!.line("epoch", ({ epoch }) => epoch === 1);
    const missing = others.map((other) =>
      other.line(
        "member-suspected",
        (line) => line.peer === peer,
        other.lines.length,
      )
    );
    sleeper!.kill("SIGSTOP");
    await Promise.all(missing);
    await sleep(4000);
    sleeper!.kill("SIGCONT");
    await assertBack(sleeper!, others, release);
  }));

Deno.test({
  name:
    `A machine whose cable is pulled while it sleeps is disconnected within seconds, and comes back when it wakes${reason}`,
  ignore: lacks !== undefined,
  fn: () =>
    play(async ({ task, release }, start) => {
      const lan = await Lan.of(3);
      try {
        const args = [task, ...TRAINING, "--swarm", swarmName()];
        const peers = lan.machines.map((machine) => start(args, machine));
        const [sleeper, ...others] = peers;
        const { peer } = await sleeper!.line("ready");
        await sleeper!.line("epoch", ({ epoch }) => epoch === 1);
        const isIts = (line: Line) => line.peer === peer;
        const missing = others.map(async (other) => {
          const from = other.lines.length;
          const told = await other.line("member-suspected", isIts, from);
          const lost = await other.line("peer-disconnected", isIts, from);
          return { told, lost };
        });
        sleeper!.kill("SIGSTOP");
        await lan.cut(1);
        for (const { told, lost } of await Promise.all(missing)) {
          const waited = 1000 * (lost.time! - told.time!);
          const patience = told.patienceMs as number;
          // TCP would try for a quarter of an hour.
          assert(
            waited < 5 * patience + 60_000,
            `${waited} ms, ${patience} ms`,
          );
        }
        await sleep(3000);
        await lan.mend(1);
        sleeper!.kill("SIGCONT");
        await assertBack(sleeper!, others, release);
      } finally {
        await lan.close();
      }
    }),
});
