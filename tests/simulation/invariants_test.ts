import { assertEquals, assertMatch } from "@std/assert";
import { createCodec } from "../../src/compression/mod.ts";
import type { PeerAction, PeerInput } from "../../src/peer/mod.ts";
import { fromHex } from "../../src/replica/mod.ts";
import { drawCase, play, toSimulation } from "../../src/simulation/fuzz/mod.ts";
import {
  decodeExactly,
  describeViolation,
  InvariantError,
  Invariants,
} from "../../src/simulation/invariants/mod.ts";
import {
  Simulation,
  type SimulationOptions,
  type VirtualPeer,
} from "../../src/simulation/mod.ts";

const { test } = Deno;

/** A small swarm that loses messages and crashes, in which all invariants hold. */
const OPTIONS: SimulationOptions = {
  ...toSimulation({
    ...drawCase(1),
    peers: 4,
    variant: "k-sync",
    k: 2,
    epochs: 2,
    units: 40,
    model: [16, 3],
    compute: ["exponential:10"],
    latency: "uniform:0.5,1.5",
    loss: 0.05,
    faults: [{ kind: "crash", at: 120, peer: 3, restartAfter: 50, disk: true }],
  }),
  snapshotEvery: 40,
};

/** Tampers with what the invariants get to see. */
type Tamper = (
  actions: readonly PeerAction[],
  peer: VirtualPeer,
  now: number,
) => readonly PeerAction[];

function watch(
  tamper: Tamper,
  options: SimulationOptions = OPTIONS,
): Invariants {
  const invariants = new Invariants(options, { every: 16 });
  const handled = (
    peer: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ) => invariants.handled(peer, input, tamper(actions, peer, now), now);
  const simulation = new Simulation({
    ...options,
    observers: [{
      appeared: (peer, now) => invariants.appeared(peer, now),
      befell: (fault, now) => invariants.befell(fault, now),
      ended: (now) => invariants.ended(now),
      handled,
    }],
  });
  simulation.runSync({ ms: 5000 });
  return invariants;
}

/** The kinds of what was broken, each once. */
function kindsOf({ violations }: Invariants): Set<string> {
  return new Set(violations.map(({ invariant }) => invariant));
}

test("all invariants hold in a swarm that loses, crashes and restarts", () => {
  assertEquals(watch((actions) => actions).broken, []);
});

test("a payload decodes to the grid units that the wire format names", () => {
  const document = Deno.readTextFileSync(
    new URL("../../docs/wire-format.md", import.meta.url),
  );
  const vectors = [
    ...document.matchAll(/^\| (\d) +\| `([0-9a-f]+)` +\| ([-0-9, ]+) \|$/gm),
  ].map((row) =>
    [Number(row[1]), row[2]!, row[3]!.split(",").map(Number)] as const
  );
  assertEquals(vectors.length, 7);
  const out = new Float64Array(8);
  for (const [codec, hex, expected] of vectors) {
    decodeExactly(fromHex(hex), codec, { trainable: 8, state: 0 }, out);
    assertEquals([...out], expected, `codec ${codec}`);
  }
});

test("the state part of a payload follows the trainable one", () => {
  const codec = createCodec({ kind: "top-k", fraction: 0.5 });
  const { payload } = codec.encode(
    new Float64Array([0, 0.5, 0, -0.25]),
    new Float64Array(4),
  );
  const whole = new Uint8Array(payload.length + 4);
  whole.set(payload);
  new DataView(whole.buffer).setFloat32(payload.length, 1, true);
  const out = new Float64Array(5);
  decodeExactly(whole, codec.id, { trainable: 4, state: 1 }, out);
  assertEquals([...out].map((units) => units / 2 ** 32), [0, 0.5, 0, -0.25, 1]);
});

test("one unit of one coordinate at one peer breaks the sum at once", () => {
  let touchedAt = NaN;
  const invariants = watch((actions, { replica, index }, now) => {
    if (index === 2 && now > 60 && Number.isNaN(touchedAt)) {
      replica.values[18]! += 2 ** -32;
      touchedAt = now;
    }
    return actions;
  });
  const [first] = invariants.violations;
  assertEquals(first!.invariant, "sum");
  assertEquals(first!.peer, 2);
  assertEquals(first!.at, touchedAt);
});

test("what is not sampled breaks the fingerprint, and the bytes at the end", () => {
  let touched = false;
  const options: SimulationOptions = {
    ...OPTIONS,
    ...toSimulation({
      ...drawCase(1),
      peers: 2,
      codec: { kind: "float32" },
      model: [100, 0],
      faults: [],
    }),
  };
  const invariants = watch((actions, { replica, index }, now) => {
    if (index === 1 && now > 20 && !touched) {
      replica.values[1]! += 2 ** -32;
      touched = true;
    }
    return actions;
  }, options);
  assertEquals(invariants.violations[0]?.invariant, "equal clocks");
  assertMatch(invariants.broken.join("\n"), /sum: .*Coordinate 1 is/);
});

test("a unit that comes twice in an epoch breaks the order", () => {
  let first: number | undefined;
  const invariants = watch((actions, { index }) =>
    actions.map((action) => {
      if (action.kind !== "compute" || index !== 0) return action;
      first ??= action.unit;
      return { ...action, unit: first };
    })
  );
  assertEquals(invariants.violations[0]?.invariant, "order");
});

test("an update that is not published makes a gap in its feed", () => {
  let left = 3;
  const invariants = watch((actions, { index }) =>
    actions.filter((action) =>
      index !== 0 || action.kind !== "publish" || action.type !== "update" ||
      left-- !== 0
    )
  );
  // Whoever folds what was never published claims too much.
  const kinds = kindsOf(invariants);
  assertEquals(
    kinds.has("feed") && kinds.has("clock"),
    true,
    [...kinds].join(),
  );
});

test("a peer without a wake-up, a gradient or an answer to come waits for ever", () => {
  const invariants = watch((actions) =>
    actions.filter(({ kind }) => kind !== "wake")
  );
  assertEquals(invariants.violations[0]?.invariant, "wait");
  assertMatch(
    invariants.broken[0]!,
    /Nothing is scheduled that could rouse it/,
  );
});

/** Three of four peers after a crash that nobody may notice; the first violation. */
function unsuspecting(vigil: { readonly deadline?: number }): string {
  const options = { ...OPTIONS, k: "all" as const, faults: [] };
  const invariants = new Invariants(options, { every: 16, stopAtFirst: true });
  const simulation = new Simulation({ ...options, observers: [invariants] });
  for (const { peer } of simulation.peers) {
    peer.swarm.vigil.suspect = () => false;
    if (vigil.deadline === undefined) continue;
    Object.defineProperty(peer.swarm.vigil, "deadline", {
      value: vigil.deadline,
    });
  }
  simulation.after(60, () => simulation.crash(simulation.peers[2]!));
  try {
    simulation.runSync({ ms: 60_000 });
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("a swarm that a dead peer holds up for longer than patience promises is not alive", () => {
  assertMatch(
    unsuspecting({ deadline: Infinity }),
    /^liveness: .*None of 3 peers that can hear each other has moved for \d+ ms/,
  );
});

test("a peer that is woken again and again while time stands still goes round in circles", () => {
  assertMatch(
    unsuspecting({}),
    /^circles: .*It has had 10000 inputs while time stands still/,
  );
});

test("who waits for more peers than there are waits for people", () => {
  const options = { ...OPTIONS, waitFor: 4, faults: [] };
  const invariants = new Invariants(options, { every: 16 });
  const simulation = new Simulation({ ...options, observers: [invariants] });
  simulation.crash(simulation.peers[2]!);
  assertEquals(invariants.isHopeless, false, "they may yet start");
  simulation.runSync({ ms: 100_000 });
  assertEquals(invariants.isHopeless, true);
  assertEquals(invariants.broken, []);
});

test("a watcher that stops at the first violation throws it", () => {
  const invariants = new Invariants(OPTIONS, { stopAtFirst: true });
  const simulation = new Simulation({ ...OPTIONS, observers: [invariants] });
  simulation.after(110, () => {
    simulation.peers[1]!.replica.values[0]! += 1;
  });
  let thrown: unknown;
  try {
    simulation.runSync();
  } catch (error) {
    thrown = error;
  }
  assertEquals(thrown instanceof InvariantError, true);
  const { violation } = thrown as InvariantError;
  assertEquals(violation.invariant, "sum");
  assertMatch(
    describeViolation(violation),
    /^sum: peer 1 at 1\d\d\.\d{3} ms: Coordinate 0 is .*off by 4294967296 of 2\^-32/,
  );
});

test("watching changes nothing", () => {
  const given = drawCase(11);
  const options = toSimulation(given);
  const plain = new Simulation(options).runSync();
  const { events, ms } = play(given);
  assertEquals([plain.events, plain.now], [events, ms]);
});
