import { assert, assertEquals } from "@std/assert";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { Simulation } from "../../src/simulation/mod.ts";
import { modelsOf, smallSwarm, told, type Traced } from "./small_swarm.ts";

const { test } = Deno;

/** Runs until a joiner asks somebody for what it lacks. */
function asking(): Traced & { partner: Simulation["peers"][number] } {
  const traced = smallSwarm({
    network: { latency: constant(2), requestTimeout: 40 },
  });
  const { simulation, trace } = traced;
  simulation.runSync({ ms: 200 });
  simulation.add();
  simulation.runUntil(() => told(trace, 5, "catch-up").length > 0);
  const [asked] = told(trace, 5, "catch-up");
  return { ...traced, partner: simulation.find(asked!.event.peer) };
}

/** What the joiner was told of its first request, and when. */
function firstAnswer({ simulation, trace }: Traced) {
  const [asked] = told(trace, 5, "catch-up");
  simulation.runSync();
  const [warning] = told(trace, 5, "warning");
  assertEquals(
    modelsOf(simulation, (index) => simulation.peers[index]!.alive).length,
    1,
  );
  return { text: warning?.event.text, after: (warning?.at ?? NaN) - asked!.at };
}

test("bytes of catch-up streams count as traffic of those who send them", () => {
  const { simulation, trace, partner } = asking();
  const { traffic } = simulation.overlay;
  const before = traffic.streamBytes, sent = traffic.sentBytes(partner.index);
  assert(before > 0, "the request");
  simulation.runUntil(() => told(trace, 5, "joined").length > 0);
  const answer = traffic.streamBytes - before;
  assert(answer > 1000, `${answer} bytes`);
  assert(traffic.sentBytes(partner.index) - sent >= answer);
  assertEquals(told(trace, 5, "warning"), []);
});

test("a partner that is frozen never answers: the request fails when its time is over", () => {
  const traced = asking();
  traced.simulation.freeze(traced.partner);
  traced.simulation.after(100, () => traced.simulation.thaw(traced.partner));
  const { text, after } = firstAnswer(traced);
  assertEquals(text, "No answer within 40 ms");
  // There, and 40 ms.
  assert(Math.abs(after - 42) < 1e-6, `after ${after} ms`);
});

test("a partner that is cut off in the middle of its answer fails, too", () => {
  const traced = asking();
  const { simulation, partner } = traced;
  simulation.runSync({ ms: 3 });
  simulation.overlay.cut(5, partner.index, true);
  simulation.after(100, () => simulation.heal());
  const { text, after } = firstAnswer(traced);
  assertEquals(text, "No answer within 40 ms");
  assert(Math.abs(after - 44) < 1e-6, `after ${after} ms`);
});

test("a partner that fell silent never answers", () => {
  const traced = asking();
  traced.simulation.crash(traced.partner, { silent: true });
  const { text, after } = firstAnswer(traced);
  assertEquals(text, "No answer within 40 ms");
  assert(Math.abs(after - 42) < 1e-6, `after ${after} ms`);
});

test("a partner that has crashed refuses at once", () => {
  const traced = asking();
  traced.simulation.crash(traced.partner);
  const { text, after } = firstAnswer(traced);
  assertEquals(text, "The connection is refused");
  assert(Math.abs(after - 2) < 1e-6, `after ${after} ms`);
});
