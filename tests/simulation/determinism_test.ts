import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  type Fault,
  type Problem,
  recordRun,
  SimulationError,
} from "../../src/simulation/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { modelsOf, smallSwarm } from "./small_swarm.ts";

const { test } = Deno;

const TROUBLE: Fault[] = [
  { kind: "crash", at: 120, peer: 1, restartAfter: 60, disk: true },
  { kind: "join", at: 150, count: 2 },
  { kind: "freeze", at: 200, peer: 2, lasts: 100 },
  { kind: "partition", at: 330, group: [0, 3], lasts: 80 },
  { kind: "loss", at: 100, lasts: 300, loss: 0.2 },
  { kind: "slow", at: 50, peer: 4, factor: 3, lasts: 200 },
  { kind: "leave", at: 400, peer: 3 },
];

test("the same seed gives the same trace, byte for byte, whatever befalls the swarm; another seed gives another", () => {
  for (const variant of VARIANTS) {
    const run = (seed: number) => {
      const { simulation, trace } = smallSwarm({
        seed,
        variant,
        faults: TROUBLE,
        snapshotEvery: 50,
        clocks: { offset: 1e6, drift: 1e-4 },
        network: { loss: 0.02, duplication: 0.02, latency: uniform(0.2, 6) },
      });
      simulation.runSync();
      return { hash: trace.hash, events: trace.events, simulation };
    };
    const first = run(1), again = run(1), other = run(2);
    assertEquals(first.hash, again.hash);
    assertEquals(first.events, again.events);
    assertEquals(first.simulation.now, again.simulation.now);
    assertEquals(first.simulation.events, again.simulation.events);
    assertNotEquals(first.hash, other.hash);
    const befallen = first.events.filter((event) => "fault" in event);
    assertEquals(befallen.length, TROUBLE.length, "each found its victim");
  }
});

test("a run in many short steps is the run in one", () => {
  const whole = smallSwarm();
  whole.simulation.runSync();
  const steps = smallSwarm();
  while (steps.simulation.peers.some((peer) => peer.isRunning)) {
    steps.simulation.runSync({ ms: 7 });
  }
  assertEquals(steps.trace.hash, whole.trace.hash);
  assertEquals(steps.simulation.now, whole.simulation.now);
});

/** A problem that computes elsewhere, and is done when it likes. */
function elsewhere(problem: Problem): Problem & { running: number } {
  const later = async <T>(result: T | Promise<T>) => {
    twin.running++;
    for (let i = 0; i < 3; i++) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    twin.running--;
    return result;
  };
  const twin = {
    ...problem,
    running: 0,
    gradient: (unit: number, view: Float32Array, seed: number) =>
      later(problem.gradient(unit, view, seed)),
    evaluate: (view: Float32Array) => later(problem.evaluate!(view)),
  };
  return twin;
}

test("a problem that computes elsewhere gives the same bytes as its twin that computes here", async () => {
  const problem = quadratic({ units: 20, noise: 0.1 });
  for (const variant of ["k-sync", "k-async"] as const) {
    const options = {
      variant,
      k: 2,
      epochs: 2,
      validates: true,
      faults: TROUBLE.slice(0, 1),
    };
    const here = smallSwarm({ ...options, problem });
    await here.simulation.run();
    const twin = elsewhere(problem);
    const there = smallSwarm({ ...options, problem: twin });
    await there.simulation.run();
    assertEquals(there.trace.hash, here.trace.hash);
    const scenario = "twins";
    assertEquals(
      await recordRun(there.simulation, { scenario, trace: there.trace }),
      await recordRun(here.simulation, { scenario, trace: here.trace }),
    );
    // What was cancelled may still be under way.
    while (twin.running > 0) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
});

test("a problem that computes elsewhere cannot run without waiting, and says so", async () => {
  const twin = elsewhere(quadratic({ units: 20 }));
  const { simulation } = smallSwarm({ problem: twin });
  assertThrows(() => simulation.runSync(), SimulationError, "await run()");
  const begun = smallSwarm({ problem: twin });
  await begun.simulation.run({ ms: 5 });
  assertThrows(
    () => begun.simulation.runSync(),
    SimulationError,
    "await run()",
  );
  while (twin.running > 0) await new Promise((resolve) => setTimeout(resolve));
});

test("an error of a gradient ends the run that waits for it", async () => {
  const problem = quadratic({ units: 20 });
  const { simulation } = smallSwarm({
    problem: {
      ...problem,
      gradient: (unit, view, seed) =>
        unit === 7
          ? Promise.reject(new Error("No memory left"))
          : problem.gradient(unit, view, seed),
    },
  });
  await assertRejects(() => simulation.run(), Error, "No memory left");
});

test("runUntil() says what did not happen", () => {
  const { simulation } = smallSwarm();
  assertThrows(
    () => simulation.runUntil(() => simulation.peers.length > 5, 50),
    SimulationError,
    "within 50 ms",
  );
});

test("clocks that run apart change nothing about the outcome", () => {
  const outcome = (clocks: { offset?: number; drift?: number }) => {
    const { simulation } = smallSwarm({
      variant: "k-sync",
      k: "all",
      clocks,
      // Shorter than what peers are suspected for: whom to wait for is the same, too.
      faults: [{ kind: "freeze", at: 200, peer: 2, lasts: 25 }],
    });
    simulation.runSync();
    assertEquals(modelsOf(simulation).length, 1);
    for (const { finished } of simulation.peers) {
      assertEquals(finished, "5 epochs");
    }
    return simulation;
  };
  const even = outcome({});
  for (const clocks of [{ offset: 1e9 }, { offset: 1e5, drift: 0.2 }]) {
    const skewed = outcome(clocks);
    assertEquals(
      skewed.peers[0]!.replica.values,
      even.peers[0]!.replica.values,
    );
    // A fifth faster or slower, a clock changes when peers speak, not how long they take.
    assert(Math.abs(skewed.now - even.now) < 0.1 * even.now, `${skewed.now}`);
    const [a, b] = skewed.peers.map(({ clock }) => clock.read(0));
    assertNotEquals(a, b);
  }
});

test("a run lets the rest of the program have its turns, in which it can be broken off", async () => {
  const { simulation } = smallSwarm({ epochs: 1e9 });
  const timer = setTimeout(() => simulation.isStopped = true, 50);
  await simulation.run();
  clearTimeout(timer);
  const { now, events } = simulation;
  await simulation.run({ ms: 1000 });
  assertEquals([simulation.now, simulation.events], [now, events]);
});
