/** Which units are visited in which epoch, while peers go and come back. */
import { assert, assertEquals } from "@std/assert";
import { ORDERINGS } from "../../src/ordering/mod.ts";
import type { PeerAction } from "../../src/peer/mod.ts";
import { decodeFrame } from "../../src/replica/mod.ts";
import type {
  Fault,
  Observer,
  SimulationOptions,
  VirtualPeer,
} from "../../src/simulation/mod.ts";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { smallSwarm } from "./small_swarm.ts";

const { test } = Deno;

const UNITS = 60;

/** How often each unit was visited in each epoch. */
class Visits implements Observer {
  readonly epochs: Uint32Array[] = [];

  handled(
    _peer: VirtualPeer,
    _input: unknown,
    actions: readonly PeerAction[],
  ): void {
    for (const action of actions) {
      if (action.kind !== "publish" || action.type !== "update") continue;
      const frame = decodeFrame(action.frame);
      if (frame.kind !== "update" || frame.update.header.units === 0) continue;
      const { epoch, unit } = frame.update.header;
      (this.epochs[epoch] ??= new Uint32Array(UNITS))[unit]!++;
    }
  }

  /** In the epochs up to this one: visits that are missing in all, and too many. */
  upTo(epoch: number): { missed: number; twice: number } {
    const sums = new Uint32Array(UNITS);
    for (const visits of this.epochs.slice(0, epoch + 1)) {
      visits.forEach((count, unit) => sums[unit]! += count);
    }
    let missed = 0, twice = 0;
    for (const sum of sums) {
      missed += Math.max(0, epoch + 1 - sum);
      twice += Math.max(0, sum - epoch - 1);
    }
    return { missed, twice };
  }
}

function visitsOf(
  options: Partial<SimulationOptions>,
  ...faults: Fault[]
): Visits {
  const visits = new Visits();
  smallSwarm({ observers: [visits], faults, ...options }).simulation.runSync();
  return visits;
}

const LOSSES: readonly Fault[] = [
  { kind: "crash", at: 230, peer: 2 },
  { kind: "crash", at: 230, peer: 2, silent: true },
  { kind: "leave", at: 230, peer: 2 },
];

test("what a peer leaves in the middle of an epoch the others visit, in every variant, and nothing else moves", () => {
  for (const variant of VARIANTS) {
    for (const k of [2, "all"] as const) {
      for (const loss of LOSSES) {
        const name = `${variant} ${k} ${JSON.stringify(loss)}`;
        const visits = visitsOf({ variant, k }, loss);
        assertEquals(visits.upTo(0), { missed: 0, twice: 0 }, name);
        // Who was in the next epoch when the loss was noticed makes up for it there.
        assertEquals(visits.upTo(3), { missed: 0, twice: 0 }, name);
      }
    }
  }
});

test("in full synchrony all units are visited in the epoch of the loss, once, in every order", () => {
  for (const ordering of ORDERINGS) {
    for (const loss of LOSSES) {
      const visits = visitsOf({ variant: "k-sync", k: "all", ordering }, loss);
      const name = `${ordering} ${JSON.stringify(loss)}`;
      for (let epoch = 0; epoch < 5; epoch++) {
        const counts = visits.epochs[epoch]!;
        assert(counts.every((count) => count === 1), `${name}: ${counts}`);
      }
      assertEquals(visits.epochs.length, 5);
    }
  }
});

test("peers lost one after the other, the takers of units too, leave nothing unvisited", () => {
  for (const seed of [1, 2, 3, 4]) {
    const visits = visitsOf(
      { variant: "k-sync", k: "all", peers: 6, seed },
      { kind: "crash", at: 205, peer: 1, silent: true },
      { kind: "crash", at: 215, peer: 4 },
      { kind: "leave", at: 225, peer: 2 },
    );
    assertEquals(visits.upTo(4), { missed: 0, twice: 0 }, `seed ${seed}`);
  }
});

test("in full synchrony one that comes as another goes leaves nothing unvisited", () => {
  for (const seed of [1, 2]) {
    for (const after of [0, 2, 4]) {
      const visits = visitsOf(
        { variant: "k-sync", k: "all", seed, compute: uniform(4, 6) },
        { kind: "leave", at: 60 + 5 * seed, peer: seed },
        { kind: "join", at: 60 + 5 * seed + after },
      );
      const name = `seed ${seed}, ${after} ms after`;
      assertEquals(visits.upTo(3).missed, 0, name);
    }
  }
});

test("without churn each unit is visited once an epoch", () => {
  for (const variant of VARIANTS) {
    const visits = visitsOf({ variant, k: 2, epochs: 5 });
    assertEquals(visits.upTo(3), { missed: 0, twice: 0 }, variant);
  }
});

test("all peers killed and restarted from disk go on in the middle of their epoch", () => {
  for (const ordering of ORDERINGS) {
    for (const at of [230, 262]) {
      const crash = (peer: number): Fault => ({
        kind: "crash",
        at: at + peer / 8,
        peer,
        restartAfter: 40,
        disk: true,
      });
      const visits = visitsOf(
        { variant: "k-sync", k: "all", ordering, snapshotEvery: 50 },
        ...[0, 1, 2, 3, 4].map(crash),
      );
      // What was published within 2 ms of the crash no disk has.
      const { missed, twice } = visits.upTo(4);
      const name = `${ordering} ${at}`;
      assertEquals(missed, 0, name);
      assert(twice <= 5, `${name}: ${twice} visits too many`);
    }
  }
});

test("one that comes back from disk in the middle of its epoch goes on there", () => {
  for (const variant of VARIANTS) {
    const visits = visitsOf(
      { variant, k: "all", snapshotEvery: 50 },
      { kind: "crash", at: 230, peer: 2, restartAfter: 20, disk: true },
    );
    const { missed, twice } = visits.upTo(3);
    assert(missed <= 1, `${variant}: ${missed} missed`);
    // 12 units where the epoch began anew.
    assert(twice <= 6, `${variant}: ${twice} twice`);
  }
});

test("a unit taken over for two epochs comes twice, and so it does after a restart", () => {
  for (const ordering of ORDERINGS) {
    for (const at of [600, 750, 900]) {
      const visits = visitsOf(
        {
          ordering,
          variant: "k-async",
          peers: 2,
          k: 1,
          compute: (peer) => constant(peer === 0 ? 9 : 45),
          snapshotEvery: 4,
        },
        { kind: "crash", at: 290, peer: 1 },
        { kind: "crash", at, peer: 0, restartAfter: 40, disk: true },
      );
      const { missed, twice } = visits.upTo(1);
      const name = `${ordering} ${at}`;
      assertEquals(missed, 0, name);
      // What was published within 2 ms of the crash no disk has.
      assert(twice <= 1, `${name}: ${twice} twice`);
    }
  }
});
