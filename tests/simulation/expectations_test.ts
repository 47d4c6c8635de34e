import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkRun } from "../../src/simulation/check_run.ts";
import {
  equalHashes,
  finishesWithin,
  lossBelow,
  metricAbove,
  metricBelow,
  noUpdateLost,
  peersFinish,
  stalenessBelow,
} from "../../src/simulation/expectations.ts";
import type { PeerRecord, Run } from "../../src/simulation/run.ts";

/** A peer that finished with the model that all should have. */
function peer(index: number, changes: Partial<PeerRecord> = {}): PeerRecord {
  return {
    index,
    outcome: "finished",
    finishedAt: 900 + index,
    hash: "ab".repeat(32),
    clock: new Map([["a", 3], ["b", 4]]),
    published: new Map([[index === 0 ? "a" : "b", index === 0 ? 3 : 4]]),
    agrees: true,
    loss: 0.2,
    metrics: { accuracy: 0.9 },
    gradients: 4,
    cancelled: 0,
    bytesSent: 1000,
    ...changes,
  };
}

function runOf(peers: PeerRecord[], changes: Partial<Run> = {}): Run {
  return {
    scenario: "test",
    simulated: true,
    seed: 1,
    ms: 1000,
    peers,
    events: [],
    broken: [],
    ...changes,
  };
}

const crashed: Partial<PeerRecord> = { outcome: "crashed", agrees: false };
const running: Partial<PeerRecord> = { outcome: "running", agrees: false };

Deno.test("All expectations hold of a run in which all went well", () => {
  const run = runOf([peer(0), peer(1)], {
    staleness: { mean: 1.5, most: 4 },
  });
  const { checks, passed } = checkRun(run, [
    equalHashes(),
    noUpdateLost(),
    lossBelow(0.3),
    metricAbove("accuracy", 0.8),
    metricBelow("accuracy", 0.95),
    peersFinish(2),
    finishesWithin(1000),
    stalenessBelow(2),
  ]);
  assertEquals(checks.filter(({ passed }) => !passed), []);
  assertEquals([passed, checks.length], [true, 9]);
});

Deno.test("equalHashes() names who has which model, and leaves out who need not agree", () => {
  const other = { hash: "cd".repeat(32) };
  const { check } = equalHashes();
  assertEquals(
    check(runOf([peer(0), peer(1, other), peer(2)])),
    "there are 2 different models: abababababab at peers 0, 2; cdcdcdcdcdcd at peer 1",
  );
  const excused = peer(1, { ...other, agrees: false });
  assertEquals(check(runOf([peer(0), excused])), undefined);
});

Deno.test("equalHashes() and noUpdateLost() hold of nobody where nobody is left", () => {
  for (const { check } of [equalHashes(), noUpdateLost()]) {
    assertEquals(
      check(runOf([peer(0, crashed), peer(1, crashed)])),
      "no peer is left to look at",
    );
    assertEquals(
      check(runOf([peer(0), peer(1, running)])),
      "peer 1 had not finished after 1000 ms, and only those who have are known to agree",
    );
  }
});

Deno.test("noUpdateLost() misses a survivor's update that another lacks", () => {
  const lacking = peer(0, { clock: new Map([["a", 3], ["b", 2]]) });
  const { check } = noUpdateLost();
  assertEquals(
    check(runOf([lacking, peer(1)])),
    "peer 0 has 2 of 4 updates of peer 1",
  );
});

Deno.test("noUpdateLost() asks of the dead's updates that all have what any has", () => {
  const dead = peer(2, { ...crashed, published: new Map([["c", 9]]) });
  const clock = (c: number) => ({
    clock: new Map([["a", 3], ["b", 4], ["c", c]]),
  });
  const { check } = noUpdateLost();
  const equal = [peer(0, clock(7)), peer(1, clock(7)), dead];
  assertEquals(check(runOf(equal)), undefined);
  const unequal = [peer(0, clock(7)), peer(1, clock(6)), dead];
  assertEquals(
    check(runOf(unequal)),
    "peer 1 has 6 of 7 updates of peer 2",
  );
});

Deno.test("noUpdateLost() asks for all of a returned peer's new feed, not of its old one", () => {
  const returned = peer(1, { published: new Map([["old", 9], ["b", 4]]) });
  const clock = new Map([["a", 3], ["b", 4], ["old", 8]]);
  const { check } = noUpdateLost();
  const run = runOf([peer(0, { clock }), { ...returned, clock }]);
  assertEquals(check(run), undefined);
});

Deno.test("lossBelow() and metricAbove() look at every finisher, and say what was measured", () => {
  const bad = peer(1, { loss: 0.51234, metrics: { accuracy: 0.7 } });
  const run = runOf([peer(0), bad]);
  assertEquals(lossBelow(0.3).check(run), "loss is 0.5123 at peer 1");
  assertEquals(
    metricAbove("accuracy", 0.8).check(run),
    "accuracy is 0.7 at peer 1",
  );
  assertEquals(
    metricAbove("recall", 0.8).check(run),
    "peer 0 has measured no recall; there are loss, accuracy",
  );
  const { loss: _, ...nothing } = peer(0, { metrics: {} });
  assertStringIncludes(
    lossBelow(1).check(runOf([nothing]))!,
    "nothing to evaluate",
  );
});

Deno.test("finishesWithin() and peersFinish() tell who did not", () => {
  const run = runOf([peer(0), peer(1, running), peer(2, crashed)]);
  assertEquals(
    finishesWithin(5000).check(run),
    "peer 1 was still running after 1000 ms",
  );
  assertEquals(
    finishesWithin(100).check(runOf([peer(0)])),
    "peer 0 finished after 900 ms",
  );
  assertEquals(
    peersFinish(2).check(run),
    "1 did: peer 1 running, peer 2 crashed",
  );
});

Deno.test("checkRun() tells a run with a broken invariant, and an expectation that throws", () => {
  const run = runOf([peer(0)], { broken: ["clock: it went back"] });
  const oops = {
    name: "oops",
    check: () => (undefined as never as Run).broken[0],
  };
  const { checks, passed } = checkRun(run, [oops]);
  assertEquals(passed, false);
  assertStringIncludes(checks[0]!.problem!, "the expectation itself failed");
  assertEquals(checks[1], {
    name: "invariants",
    passed: false,
    problem: "clock: it went back",
  });
});

Deno.test("What only a simulation can measure is left out with real processes, not passed", () => {
  const run = runOf([peer(0)], { simulated: false });
  const { checks, passed } = checkRun(run, [stalenessBelow(1)]);
  assertEquals([passed, checks[0]!.passed], [true, undefined]);
  assertEquals(checks[0]!.problem, "only a simulation can measure it");
});
