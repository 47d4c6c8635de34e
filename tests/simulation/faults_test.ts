import { assert, assertEquals } from "@std/assert";
import type { PeerInput } from "../../src/peer/mod.ts";
import { toHex } from "../../src/replica/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { Fault, Observer } from "../../src/simulation/mod.ts";
import { modelsOf, smallSwarm, told } from "./small_swarm.ts";

const { test } = Deno;

/** Notes what each peer was handed, and when. */
class Inputs implements Observer {
  readonly all: { peer: number; at: number; input: PeerInput }[] = [];

  handled(
    { index }: { index: number },
    input: PeerInput,
    _: unknown,
    at: number,
  ) {
    this.all.push({ peer: index, at, input });
  }

  of(peer: number, from: number, to: number): PeerInput[] {
    return this.all.filter((entry) =>
      entry.peer === peer && entry.at >= from && entry.at < to
    ).map(({ input }) => input);
  }
}

/** The small swarm, in which these things happen, run to its end. */
function befallen(
  faults: Fault[],
  more: Parameters<typeof smallSwarm>[0] = {},
) {
  const inputs = new Inputs();
  const { simulation, trace } = smallSwarm({
    ...more,
    faults,
    observers: [inputs],
  });
  simulation.runSync();
  return { simulation, trace, inputs };
}

test("a crashed peer does nothing more, and its connections break unless it falls silent", () => {
  const at = 300;
  const suspected = [false, true].map((silent) => {
    const { simulation, trace, inputs } = befallen([
      { kind: "crash", at, peer: 2, silent },
    ]);
    assertEquals(inputs.of(2, at, Infinity), []);
    assertEquals(simulation.peers[2]!.alive, false);
    assertEquals(modelsOf(simulation, (index) => index !== 2).length, 1);
    const broken = inputs.of(0, at, at + 1).filter(({ kind }) =>
      kind === "disconnected"
    );
    assertEquals(broken.length, silent ? 0 : 1);
    const [suspicion] = told(trace, 0, "member-suspected");
    assertEquals(suspicion!.event.peer, simulation.peers[2]!.peer.publicKey);
    return suspicion!.at - at;
  });
  assert(suspected[0]! < 0.7 * suspected[1]!, `after ${suspected} ms`);
});

test("a peer that leaves says so, and the others go on at once", () => {
  const { simulation, trace } = befallen([{ kind: "leave", at: 200, peer: 4 }]);
  const [leaver] = simulation.peers.slice(4);
  assertEquals(leaver!.finished, "stopped");
  assertEquals(leaver!.finishedAt, 200);
  for (let i = 0; i < 4; i++) {
    const [left] = told(trace, i, "member-left");
    assertEquals(left!.event.peer, leaver!.peer.publicKey);
    assert(left!.at < 202);
    assertEquals(told(trace, i, "member-suspected"), []);
  }
  assertEquals(modelsOf(simulation, (index) => index < 4).length, 1);
});

test("joiners come, as many as were asked for, and end with the same model", () => {
  const { simulation, trace } = befallen([{ kind: "join", at: 200, count: 3 }]);
  assertEquals(simulation.peers.length, 8);
  for (const joiner of [5, 6, 7]) {
    const [joined] = told(trace, joiner, "joined");
    assert(joined!.at > 200 && joined!.at < 260, `joined at ${joined!.at}`);
  }
  assertEquals(modelsOf(simulation).length, 1);
});

test("a frozen peer reads nothing until it thaws: timers first, then all that has come", () => {
  const { simulation, trace, inputs } = befallen([
    { kind: "freeze", at: 200, peer: 1, lasts: 100 },
  ]);
  assertEquals(inputs.of(1, 200, 300), []);
  const [first, ...rest] = inputs.of(1, 300, 300.001);
  assertEquals(first!.kind, "tick");
  const frames = rest.filter(({ kind }) => kind === "frame");
  assert(frames.length > 20, `${frames.length} messages had come`);
  assertEquals(told(trace, 1, "member-suspected"), []);
  assertEquals(modelsOf(simulation).length, 1);
});

test("nothing reaches a machine that is asleep, and its connections are new when it wakes up", () => {
  const { simulation, inputs } = befallen([
    { kind: "freeze", at: 200, peer: 1, lasts: 100, deaf: true },
  ]);
  assertEquals(inputs.of(1, 200, 300), []);
  const kinds = inputs.of(1, 300, 300.0001).map(({ kind }) => kind)
    .filter((kind) => kind !== "gradient");
  assertEquals(kinds, [
    "tick",
    ...Array(4).fill("disconnected"),
    ...Array(4).fill("connected"),
  ]);
  assertEquals(modelsOf(simulation).length, 1);
});

/** Whom a peer heard themselves in a span of time, by number. */
function heard(
  { simulation, inputs }: ReturnType<typeof befallen>,
  peer: number,
  from: number,
  to: number,
): number[] {
  const numbers = new Map(
    simulation.peers.map(({ peer, index }) => [peer.publicKey, index]),
  );
  const speakers = new Set<number>();
  for (const input of inputs.of(peer, from, to)) {
    if (input.kind !== "frame" || input.relayed) continue;
    const { frame } = input;
    if (frame.kind !== "update" && frame.kind !== "status") continue;
    const { publicKey } = frame.kind === "update"
      ? frame.update.header
      : frame.status;
    speakers.add(numbers.get(toHex(publicKey))!);
  }
  return [...speakers].sort();
}

test("nothing passes a partition, those that come meanwhile included, and all of it after the heal", () => {
  for (const silent of [true, false]) {
    const run = befallen([
      { kind: "partition", at: 200, group: [0, 1], lasts: 150, silent },
      { kind: "join", at: 250 },
    ]);
    const { simulation, inputs } = run;
    assertEquals(heard(run, 0, 200, 350), [1]);
    assertEquals(heard(run, 3, 200, 350), [2, 4, 5]);
    assertEquals(heard(run, 5, 200, 350), [2, 3, 4]);
    assertEquals(heard(run, 0, 350, 450), [1, 2, 3, 4, 5]);
    const kinds = (from: number) =>
      inputs.of(0, from, from + 0.001).map(({ kind }) => kind).filter((kind) =>
        kind.endsWith("connected")
      );
    assertEquals(kinds(200), silent ? [] : Array(3).fill("disconnected"));
    // The joiner was out of reach in any case.
    assertEquals(kinds(350), Array(silent ? 1 : 4).fill("connected"));
    assertEquals(modelsOf(simulation).length, 1);
  }
});

test("who restarts elsewhere is on the other side of a partition", () => {
  const run = befallen([
    { kind: "partition", at: 200, group: [0, 1], lasts: 200 },
    { kind: "crash", at: 220, peer: 1, restartAfter: 20, moves: true },
  ], { epochs: 8 });
  assertEquals(heard(run, 0, 202, 220), [1]);
  assertEquals(heard(run, 0, 222, 400), []);
  assertEquals(heard(run, 1, 245, 400), [2, 3, 4]);
  assertEquals(heard(run, 4, 245, 400), [1, 2, 3]);
  assertEquals(modelsOf(run.simulation).length, 1);
});

test("of two partitions at once, one heals and the other stays", () => {
  const run = befallen([
    { kind: "partition", at: 200, group: [0, 1], lasts: 50 },
    { kind: "partition", at: 210, group: [1, 2], lasts: 100 },
  ]);
  assertEquals(heard(run, 0, 210, 250), []);
  assertEquals(heard(run, 1, 210, 250), []);
  assertEquals(heard(run, 1, 250, 310), [2]);
  assertEquals(heard(run, 0, 250, 310), [3, 4]);
  assertEquals(modelsOf(run.simulation).length, 1);
});

test("a slowed peer computes so many times slower, for as long as it lasts", () => {
  const { inputs } = befallen([
    { kind: "slow", at: 100, peer: 0, factor: 5, lasts: 100 },
    { kind: "slow", at: 150, peer: 1, factor: 3 },
  ], { variant: "k-batch-async", k: 1, compute: constant(10) });
  const durations = (peer: number, from: number, to: number) => [
    ...new Set(
      inputs.of(peer, from, to).flatMap((input) =>
        input.kind === "gradient" ? [input.gradient.computeMs] : []
      ),
    ),
  ];
  assertEquals(durations(0, 0, 100), [10]);
  assertEquals(durations(0, 115, 200), [50]);
  assertEquals(durations(0, 255, 1000), [10]);
  assertEquals(durations(1, 165, 1000), [30]);
});

test("a lossy time loses its part of the copies, and no others are lost", () => {
  const { simulation } = smallSwarm({
    faults: [{ kind: "loss", at: 100, lasts: 200, loss: 0.3 }],
  });
  const { traffic } = simulation.overlay;
  simulation.runSync({ ms: 100 });
  assertEquals(traffic.lost, 0);
  simulation.runSync({ ms: 200 });
  const { lost } = traffic;
  assert(lost > 50, `${lost} lost`);
  simulation.runSync();
  assertEquals(traffic.lost, lost);
  assertEquals(modelsOf(simulation).length, 1);
});

test("a fault that finds nobody does nothing, and is not told", () => {
  const { trace, simulation } = befallen([
    { kind: "crash", at: 100, peer: 3 },
    { kind: "crash", at: 110, peer: 3 },
    { kind: "leave", at: 120, peer: 3 },
    { kind: "freeze", at: 130, peer: 17, lasts: 10 },
    { kind: "partition", at: 140, group: [3], lasts: 10 },
  ]);
  const faults = trace.events.filter((event) => "fault" in event);
  assertEquals(faults.map(({ at }) => at), [100]);
  assertEquals(modelsOf(simulation, (index) => index !== 3).length, 1);
});
