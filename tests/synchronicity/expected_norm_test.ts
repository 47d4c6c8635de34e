import { assert, assertEquals } from "@std/assert";
import { ExpectedNorm, RoundQuorum } from "../../src/synchronicity/mod.ts";

Deno.test("ExpectedNorm takes the own norm for peers not heard, and forgets slowly", () => {
  const expected = new ExpectedNorm("me");
  expected.add("a", 5);
  assertEquals(expected.of(["a"]), undefined);
  expected.add("me", 1);
  assertEquals(expected.of([]), 1);
  assertEquals(expected.of(["a", "b", "c"]), 1 + 5 + 1 + 1);
  for (let i = 0; i < 40; i++) expected.add("a", 2);
  assert(Math.abs(expected.of(["a"])! - 3) < 0.05);
  // Who has gone is expected no longer.
  assertEquals(expected.of(["b"]), 2);
});

Deno.test("a round is complete by its norm, and never by a norm of nothing", () => {
  const quorum = new RoundQuorum("k-sync");
  assert(!quorum.isComplete(0, 3, 0));
  quorum.add(0, "a", 0);
  assert(!quorum.isComplete(0, 3, 0));
  quorum.add(0, "b", 2);
  assert(quorum.isComplete(0, 3, 2));
  assert(!quorum.isComplete(0, 3, 2.1));
  quorum.add(0, "c", 0);
  assert(quorum.isComplete(0, 3, Infinity));
  quorum.begin(1);
  // What comes late counts for nothing in the round that is over, nor in this one.
  quorum.add(0, "d", 9);
  assert(!quorum.isComplete(1, 3, 2));
});
