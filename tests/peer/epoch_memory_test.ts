import { assertEquals } from "@std/assert";
import { afterPublished, type EpochMemory } from "../../src/peer/mod.ts";
import type { Update } from "../../src/replica/mod.ts";

const { test } = Deno;

const SAVED: EpochMemory = {
  order: {
    seat: "0",
    epoch: 2,
    order: [4, 70, 5],
    share: 3,
    position: 1,
    signs: [],
  },
  rested: 1,
  longest: 4,
  seats: [0, 1],
  behind: 0,
  visited: Uint32Array.of(1 << 4),
};

test("what was published after an epoch was saved counts as visited in it, taken over or not", () => {
  const after = afterPublished(SAVED, [visit(2, 70), visit(2, 33), rest(2)]);
  assertEquals(after.order.position, 2);
  assertEquals([...after.visited], [1 << 4, 1 << 1, 1 << 6]);
  assertEquals(after.rested, 2);
});

test("what was published in a later epoch than was saved is all that was visited in it", () => {
  const after = afterPublished(SAVED, [visit(2, 70), visit(3, 5), rest(3)]);
  assertEquals(after.order.next, { epoch: 3, visited: [5] });
  assertEquals([...after.visited], [1 << 5]);
  assertEquals(after.rested, 1);
  assertEquals(afterPublished(SAVED, []), SAVED);
});

function visit(epoch: number, unit: number, units = 1): Update {
  const header = { epoch, unit, units, furtherUnits: [] as readonly number[] };
  return { header } as Update;
}

function rest(epoch: number): Update {
  return visit(epoch, 0, 0);
}
