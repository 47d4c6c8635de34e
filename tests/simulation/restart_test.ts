import { assert, assertEquals } from "@std/assert";
import {
  type Observer,
  recordRun,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { modelsOf, smallSwarm, told } from "./small_swarm.ts";

const { test } = Deno;

/** What each incarnation held when it began. */
class Beginnings implements Observer {
  readonly of: { index: number; at: number; units: number; hash: string }[] =
    [];

  appeared({ index, replica }: VirtualPeer, at: number) {
    this.of.push({ index, at, units: replica.units, hash: replica.hash() });
  }
}

test("a restart comes back to what its disk held, or to x_0 without one, and ends with the others", () => {
  for (const variant of VARIANTS) {
    for (const disk of [true, false]) {
      const beginnings = new Beginnings();
      const { simulation, trace } = smallSwarm({
        variant,
        k: 2,
        epochs: 8,
        snapshotEvery: 70,
        observers: [beginnings],
        faults: [
          { kind: "crash", at: 230, peer: 2, restartAfter: 100, disk },
        ],
      });
      simulation.runSync({ ms: 229 });
      const victim = simulation.peers[2]!;
      const before = { feed: victim.peer.feed, units: victim.replica.units };
      const written = victim.disk.newest!;
      simulation.runSync();
      const again = beginnings.of.at(-1)!;
      assertEquals([again.index, again.at], [2, 330]);
      assertEquals(beginnings.of.length, 6);
      if (disk) {
        assert(again.units > 0 && again.units < before.units, `${again.units}`);
        assert(
          again.units > 0.5 * before.units,
          "what the last 20 ms brought is lost",
        );
        assert(written.snapshot.heads.size > 0);
      } else {
        assertEquals(again.units, 0);
        assertEquals(again.hash, beginnings.of[2]!.hash);
      }
      // A new feed, which names the old one where it is known.
      assertEquals(victim.starts, 2);
      assert(victim.peer.feed !== before.feed);
      const first = simulation.peers[0]!.replica;
      const own = first.feed(victim.peer.feed)!;
      assert(own.count > 5, `${own.count} updates after the restart`);
      const { previousFeed } = own.get(1)!.header;
      assertEquals(previousFeed?.feed, disk ? before.feed : undefined);
      // What was published before is in everybody's model, its own too.
      assertEquals(modelsOf(simulation).length, 1);
      const held = victim.replica.clock.count(before.feed);
      assertEquals(held, first.clock.count(before.feed));
      assert(held > 0 && held <= victim.published.get(before.feed)!);
      assertEquals(told(trace, 2, "joined").length, 1);
    }
  }
});

test("a torn disk has lost what it was given last, its newest snapshot too", () => {
  const begun = [2, 100].map((torn) => {
    const beginnings = new Beginnings();
    const { simulation } = smallSwarm({
      epochs: 8,
      snapshotEvery: 70,
      observers: [beginnings],
      faults: [{
        kind: "crash",
        at: 230,
        peer: 2,
        restartAfter: 100,
        disk: true,
        torn,
      }],
    });
    simulation.runSync({ ms: 231 });
    const { log } = simulation.peers[2]!.disk;
    assert(log.at(-1)!.at <= 230 - torn && log.at(-1)!.at > 210 - torn);
    simulation.runSync();
    assertEquals(modelsOf(simulation).length, 1);
    return beginnings.of.at(-1)!.units;
  });
  assert(begun[1]! > 0 && begun[1]! < 0.8 * begun[0]!, `${begun}`);
});

test("a restart of one that fell silent opens its connections anew", () => {
  const { simulation } = smallSwarm({
    epochs: 8,
    faults: [
      { kind: "crash", at: 200, peer: 2, restartAfter: 50, silent: true },
    ],
  });
  simulation.runSync();
  assertEquals(modelsOf(simulation).length, 1);
  assertEquals(simulation.peers[2]!.starts, 2);
});

test("the run waits for whoever will come back, though nobody else is left", () => {
  const { simulation } = smallSwarm({
    peers: 2,
    snapshotEvery: 20,
    faults: [
      { kind: "crash", at: 100, peer: 0 },
      { kind: "crash", at: 110, peer: 1, restartAfter: 500, disk: true },
    ],
  });
  simulation.runSync();
  const [gone, back] = simulation.peers;
  assertEquals(gone!.alive, false);
  assertEquals(back!.finished, "5 epochs");
  assert(back!.finishedAt > 610);
});

test("snapshots are taken of those that a fault brings back, unless all are asked for", () => {
  const faults = [
    { kind: "crash", at: 300, peer: 1, restartAfter: 10, disk: true },
  ] as const;
  const kept = (snapshotEvery?: number) => {
    const { simulation } = smallSwarm({
      faults,
      ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
    });
    simulation.runSync({ ms: 299 });
    return simulation.peers.flatMap(({ index, disk }) =>
      disk.newest === undefined ? [] : [index]
    );
  };
  // After the first epoch, as real peers do.
  assertEquals(kept(), [1]);
  assertEquals(kept(100), [0, 1, 2, 3, 4]);
});

test("the record says how each ended, what it published and who must agree", async () => {
  const { simulation, trace } = smallSwarm({
    epochs: 8,
    snapshotEvery: 50,
    faults: [
      { kind: "crash", at: 150, peer: 1 },
      { kind: "crash", at: 200, peer: 2, restartAfter: 60, disk: true },
      { kind: "leave", at: 300, peer: 3 },
    ],
  });
  await simulation.run();
  const run = await recordRun(simulation, { scenario: "mixed", trace });
  assertEquals(run.scenario, "mixed");
  assertEquals(run.ms, simulation.now);
  assertEquals(run.trace, trace.hash);
  assertEquals(run.peers.map(({ outcome }) => outcome), [
    "finished",
    "crashed",
    "finished",
    "left",
    "finished",
  ]);
  assertEquals(run.peers.map(({ agrees }) => agrees), [
    true,
    false,
    true,
    false,
    true,
  ]);
  const [first, crashed, restarted, left] = run.peers;
  assertEquals(first!.reason, "8 epochs");
  assertEquals(first!.hash, restarted!.hash);
  assertEquals(crashed!.hash, undefined);
  assertEquals(left!.reason, "stopped");
  assertEquals(left!.finishedAt, 300);
  assertEquals([...restarted!.published.keys()].length, 2);
  for (const { published, gradients, cancelled, bytesSent } of run.peers) {
    // Every gradient that was finished was published, and no other.
    const lengths = [...published.values()].reduce((a, b) => a + b, 0);
    assertEquals(lengths, gradients);
    assert(cancelled >= 0 && bytesSent > 200 * gradients);
  }
  for (const [feed, count] of first!.published) {
    assertEquals(first!.clock!.get(feed), count);
  }
  assert(first!.loss! < simulation.options.problem.optimum! + 0.2);
});

test("whoever returns while the others end need not agree", async () => {
  const { simulation } = smallSwarm();
  simulation.runUntil(() =>
    simulation.peers.some(({ peer }) => peer.phase === "finishing")
  );
  simulation.add();
  await simulation.run();
  const { peers } = await recordRun(simulation, { scenario: "late" });
  assertEquals(peers[5]!.agrees, false);
});

test("a run that was over before its peers were is told as that", async () => {
  const { simulation } = smallSwarm();
  await simulation.run({ ms: 100 });
  const { peers, ms } = await recordRun(simulation, { scenario: "short" });
  assertEquals(ms, 100);
  for (const { outcome, agrees, reason } of peers) {
    assertEquals([outcome, agrees, reason], ["running", false, undefined]);
  }
});

test("all crash at once and come back from their disks: what was synced is in every model, and they train on to the end", () => {
  for (const variant of [...VARIANTS, "auto"] as const) {
    // Seed 1 of auto had snapshots that each held an own update the other lacked:
    // neither could be taken over, and only the logs can serve what is missing.
    for (const seed of [1, 2]) {
      const { simulation } = smallSwarm({
        variant,
        k: variant === "auto" ? "auto" : 2,
        seed,
        peers: 3,
        epochs: 8,
        snapshotEvery: 70,
        faults: [0, 1, 2].map((peer) => ({
          kind: "crash",
          at: 230 + 3 * peer,
          peer,
          restartAfter: 50,
          disk: true,
        })),
      });
      simulation.runSync({ ms: 229 });
      const synced = simulation.peers.map(({ peer, disk }) => {
        const last = disk.log.findLast(({ at }) => at <= 227);
        return [peer.feed, last?.update.header.seq ?? 0] as const;
      });
      simulation.runSync({ ms: 10_000 });
      assertEquals(modelsOf(simulation).length, 1, `${variant}, seed ${seed}`);
      const { clock } = simulation.peers[0]!.replica;
      for (const [feed, count] of synced) {
        assert(count > 10);
        assert(clock.count(feed) >= count, `${clock.count(feed)} of ${count}`);
      }
      for (const { finished } of simulation.peers) {
        assertEquals(finished, "8 epochs", `${variant}, seed ${seed}`);
      }
    }
  }
});
