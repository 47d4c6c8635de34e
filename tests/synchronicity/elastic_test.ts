import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  Certifier,
  ElasticAudit,
  ElasticGate,
  HeaderLog,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

const LOOK = { bound: 2, besides: 0, patience: 100, mayGiveUp: true };

const PARTY = {
  publicKey: "a1",
  missing: 0,
  residual: 0,
  rate: 0,
  age: 0,
  freshness: 100,
};

function header(seq: number, cumulativeNorm: number, residualNorm = 0) {
  return { seq, cumulativeNorm, residualNorm };
}

test("HeaderLog keeps the most that was published, and the newest residual", () => {
  const log = new HeaderLog();
  log.hear(0, header(2, 5, 0.5), 0);
  log.hear(0, header(1, 3, 9), 10);
  assertEquals([log.seq(0), log.cumulativeNorm(0)], [2, 5]);
  assertEquals(log.residualNorm(0), 0.5);
  log.note(0, header(3, 6, 0.25));
  assertEquals([log.seq(0), log.residualNorm(0), log.age(0, 15)], [3, 0.25, 5]);
});

test("HeaderLog measures the norm published a ms, and how long a link is silent", () => {
  const log = new HeaderLog();
  for (let i = 0; i <= 200; i++) log.hear(5, header(i, 2 * i), 10 * i);
  assertAlmostEquals(log.rate(5), 0.2, 1e-9);
  assertEquals(log.freshness(5), 10);
  log.hear(5, header(201, 402), 2050);
  assertEquals(log.freshness(5), 50);
  for (let i = 202; i < 1000; i++) log.hear(5, header(i, 2 * i), 10 * i + 30);
  assert(log.freshness(5) < 15, `${log.freshness(5)}`);
});

test("HeaderLog believes no norm that is none, and says nothing of the unheard", () => {
  const log = new HeaderLog();
  log.hear(1, header(1, 2, 1), 0);
  log.hear(1, header(2, Infinity, Infinity), 1);
  log.hear(1, header(3, NaN, NaN), 2);
  assertEquals([log.cumulativeNorm(1), log.residualNorm(1)], [2, 0]);
  assertEquals([log.age(7, 9), log.rate(7), log.seq(7)], [Infinity, 0, 0]);
});

test("Certifier: fresh members have slack, silent ones are unknown, and the gone leave the sum", () => {
  const certifier = new Certifier({ missing: 1, residual: 0.5, lag: 5 });
  certifier.add({ ...PARTY, missing: 2, residual: 0.25, rate: 0.1, age: 15 });
  certifier.add({ ...PARTY, publicKey: "b2", missing: 4, rate: 9, age: 101 });
  certifier.lose("c3", 8, true);
  certifier.lose("d4", 16, false);
  assertEquals(certifier.end(4), {
    missing: 7,
    residuals: 0.75,
    slack: 2,
    total: 9.75,
    lost: 24,
    unknown: ["b2", "c3"],
    step: 4,
    steps: 9.75 / 4,
  });
  assertEquals(new Certifier().end(undefined).steps, undefined);
});

test("Certifier: slack is at most what back-pressure lets a member publish", () => {
  const certifier = new Certifier();
  certifier.add({ ...PARTY, rate: 1, age: 50, most: 3 });
  assertEquals(certifier.end(1).slack, 3);
});

test("ElasticAudit adds up exactly what was missing, and compares", () => {
  const audit = new ElasticAudit(2);
  audit.begin(
    [{ feed: "a", from: 2, to: 4 }, { feed: "b", from: 0, to: 1 }],
    7,
  );
  const add = (x: number, y: number) => (sum: Float64Array) => {
    sum[0]! += x;
    sum[1]! += y;
  };
  assertEquals(audit.fold("a", 2, add(100, 100)), undefined);
  assertEquals(audit.fold("a", 3, add(3, 0)), undefined);
  assertEquals(audit.fold("c", 1, add(100, 100)), undefined);
  assertEquals(audit.fold("b", 1, add(0, 2)), undefined);
  assertEquals(audit.fold("a", 4, add(0, 2)), {
    certified: 7,
    actual: 5,
    updates: 3,
    holds: true,
  });
  assertEquals([audit.count, audit.failures, audit.tightness], [1, 0, 5 / 7]);
  assertEquals(audit.isDue, false);
  for (let i = 0; i < 96; i++) audit.fold("a", 5 + i, add(0, 0));
  assertEquals(audit.isDue, true);
});

test("ElasticAudit knows that a difference of long sums is rounded", () => {
  // What a peer has published in all, before and after a step at the end of a schedule.
  const step = 3.768729163803527e-7, before = 7.3, after = before + step;
  assert(after - before < step * (1 - 1e-9));
  for (const [rounding, holds] of [[0, false], [1e-14, true]] as const) {
    const audit = new ElasticAudit(1);
    const range = { feed: "a", from: 9, to: 10 };
    audit.begin([range], after - before, rounding);
    const audited = audit.fold("a", 10, (sum) => sum[0]! += step);
    assertEquals(audited?.holds, holds);
  }
});

test("ElasticAudit finds a certificate that is too small", () => {
  const audit = new ElasticAudit(1);
  audit.begin([{ feed: "a", from: 0, to: 1 }], 1);
  const audited = audit.fold("a", 1, (sum) => sum[0]! += 1.001);
  assertEquals(audited?.holds, false);
  assertEquals(audit.failures, 1);
});

test("ElasticGate closes above the bound and opens when it has come", () => {
  const gate = new ElasticGate();
  gate.set("a", 1.5);
  assertEquals(gate.check({ ...LOOK, now: 0 }), false);
  assertEquals(gate.check({ ...LOOK, now: 0, besides: 1 }), true);
  gate.set("a", 0);
  assertEquals(gate.check({ ...LOOK, now: 1, besides: 1 }), false);
  assertEquals([gate.closings, gate.givenUp], [1, 0]);
});

test("ElasticGate waits for a patience since anything came, and then gives the rest up", () => {
  const gate = new ElasticGate();
  gate.set("a", 9);
  gate.set("b", 5);
  gate.check({ ...LOOK, now: 0 });
  gate.set("a", 6);
  assertEquals(gate.check({ ...LOOK, now: 90 }), true);
  assertEquals(gate.deadline(100), 190);
  assertEquals(gate.check({ ...LOOK, now: 189 }), true);
  assertEquals(gate.check({ ...LOOK, now: 200, mayGiveUp: false }), true);
  assertEquals(gate.check({ ...LOOK, now: 201 }), false);
  assertEquals([gate.givenUp, gate.missing], [1, 0]);
  // More of the same feed cannot come before what was given up.
  gate.set("a", 8);
  assertEquals(gate.check({ ...LOOK, now: 202 }), false);
  gate.set("a", 7);
  assertEquals([gate.check({ ...LOOK, now: 203 }), gate.missing], [true, 7]);
});

test("ElasticGate is not kept closed for ever by a trickle", () => {
  const gate = new ElasticGate();
  let opened = Infinity;
  for (let now = 0; now < 10_000; now += 10) {
    gate.set("a", 1e6 - now);
    if (!gate.check({ ...LOOK, now })) {
      opened = now;
      break;
    }
  }
  assertEquals(opened, 800);
});
