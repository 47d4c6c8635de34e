import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  cancels,
  CORNERS,
  countsPeers,
  IterationQuorum,
  RoundQuorum,
  updatesPerStep,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

test("the four variants are the corners of two choices", () => {
  const corners = CORNERS.map((variant) => [
    countsPeers(variant),
    cancels(variant),
  ]);
  assertEquals(new Set(corners.map(String)).size, 4);
  assert(countsPeers("k-sync") && cancels("k-sync"));
  assert(!countsPeers("k-batch-async") && !cancels("k-batch-async"));
});

test("RoundQuorum of k-sync counts distinct peers", () => {
  const quorum = new RoundQuorum("k-sync");
  quorum.add(0, "ann");
  quorum.add(0, "ann");
  assert(quorum.isComplete(0, 1));
  assert(!quorum.isComplete(0, 2));
  quorum.add(0, "bob");
  assert(quorum.isComplete(0, 2));
});

test("RoundQuorum of k-batch-sync counts batches, anyone's", () => {
  const quorum = new RoundQuorum("k-batch-sync");
  quorum.add(0, "ann");
  quorum.add(0, "ann");
  assert(quorum.isComplete(0, 2));
  assert(!quorum.isComplete(0, 3));
});

test("RoundQuorum keeps what comes early for its round, and no round's for another", () => {
  const quorum = new RoundQuorum("k-sync");
  quorum.add(1, "ann");
  assert(!quorum.isComplete(0, 1));
  quorum.begin(1);
  assert(quorum.isComplete(1, 1));
  quorum.add(0, "bob");
  assert(!quorum.isComplete(1, 2));
});

test("RoundQuorum measures exactly P updates a round where all publish in each", () => {
  const quorum = new RoundQuorum("k-sync");
  for (let round = 0; round < 100; round++) {
    for (const peer of ["ann", "bob", "cem", "dee"]) quorum.add(round, peer);
    quorum.begin(round + 1);
  }
  assertAlmostEquals(quorum.updatesPerRound(4), 4, 1e-9);
  assertAlmostEquals(quorum.updatesPerRound(1), 4, 0.02);
});

test("RoundQuorum measures updates that come several rounds late, too", () => {
  const quorum = new RoundQuorum("k-sync");
  for (let round = 0; round < 100; round++) {
    quorum.add(round, "ann");
    for (const peer of ["bob", "cem", "dee"]) {
      quorum.add(Math.max(0, round - 5), peer);
    }
    quorum.begin(round + 1);
  }
  assertAlmostEquals(quorum.updatesPerRound(4), 4, 1e-9);
  assertAlmostEquals(quorum.updatesPerRound(1), 4, 0.02);
});

test("RoundQuorum expects before it has measured, and less as it measures", () => {
  const quorum = new RoundQuorum("k-sync");
  assertEquals(quorum.updatesPerRound(8), 8);
  let last = 8;
  for (let round = 0; round < 100; round++) {
    quorum.add(round, "ann");
    quorum.begin(round + 1);
    const measured = quorum.updatesPerRound(8);
    assert(measured < last);
    last = measured;
  }
  assertAlmostEquals(last, 1, 0.05);
});

test("RoundQuorum does not take history for overshoot: a leap measures anew", () => {
  const quorum = new RoundQuorum("k-sync");
  for (let round = 0; round < 50; round++) {
    quorum.add(round, "ann");
    quorum.begin(round + 1);
  }
  quorum.begin(500);
  for (let round = 50; round < 500; round++) quorum.add(round, "bob");
  assertEquals(quorum.updatesPerRound(2), 2);
  quorum.add(500, "ann");
  quorum.add(500, "bob");
  quorum.begin(501);
  assertAlmostEquals(quorum.updatesPerRound(2), 2, 1e-9);
});

test("IterationQuorum of k-async takes one update of each peer", () => {
  const quorum = new IterationQuorum("k-async");
  quorum.add("ann");
  quorum.add("ann");
  assert(!quorum.take(2));
  quorum.add("bob");
  assert(quorum.take(2));
  assert(!quorum.take(2), "ann's second update waits for a second peer");
  quorum.add("bob");
  assert(quorum.take(2));
  assert(!quorum.take(1), "nothing is counted twice");
});

test("IterationQuorum of k-batch-async takes K batches, anyone's", () => {
  const quorum = new IterationQuorum("k-batch-async");
  for (let i = 0; i < 5; i++) quorum.add("ann");
  assert(quorum.take(2) && quorum.take(2));
  assert(!quorum.take(2));
  quorum.add("bob");
  assert(quorum.take(2));
});

test("IterationQuorum of k-batch-async takes quorums of any size", () => {
  const quorum = new IterationQuorum("k-batch-async");
  for (let i = 0; i < 39; i++) quorum.add("ann");
  assert(!quorum.take(40));
  quorum.add("bob");
  assert(quorum.take(40));
  assert(!quorum.take(1));
});

test("IterationQuorum bounds what a healed partition's flood is good for, where peers wait", () => {
  const free = (variant: "k-async" | "k-batch-async") => {
    const quorum = new IterationQuorum(variant);
    quorum.add("ann", 1000);
    let taken = 0;
    while (quorum.take(1)) taken++;
    return taken;
  };
  assertEquals(free("k-async"), 8);
  // Nobody waits for batches: their count is the clock's.
  assertEquals(free("k-batch-async"), 1000);
});

test("updatesPerStep() is K where the others go on", () => {
  for (const variant of ["k-async", "k-batch-async"] as const) {
    assertEquals(updatesPerStep({ variant, k: 3, live: 8, measured: 6 }), 3);
  }
});

test("updatesPerStep() is exactly the live peers in full synchrony", () => {
  const options = { variant: "k-sync", k: 4, live: 4, measured: 3.7 } as const;
  assertEquals(updatesPerStep(options), 4);
});

test("updatesPerStep() is what was measured, at least K, where the others cancel", () => {
  const variant = "k-batch-sync";
  assertEquals(updatesPerStep({ variant, k: 2, live: 8, measured: 3.5 }), 3.5);
  assertEquals(updatesPerStep({ variant, k: 4, live: 8, measured: 3.5 }), 4);
});
