import { assertEquals } from "@std/assert";
import { HasteWatch, largerUnit } from "../../src/node/haste_watch.ts";

const info = { unit: 16, examples: 2000, ownData: false };
// Two peers on two busy cores; alone one of them made 350 updates a second.
const figures = {
  published: 1242,
  updates: 2473,
  updatesPerSecond: 90,
  computingMs: 3229,
  seconds: 26,
  members: 2,
};

Deno.test("HasteWatch tells once that messages take longer than the work, and what to do", () => {
  const watch = new HasteWatch(info);
  assertEquals(
    watch.note(figures, []),
    "This swarm is slower than one machine alone: a gradient takes 2.6 ms, but with its messages an own update takes 20.9 ms. All 2 peers make 95.1 updates a second, where 217 can be expected of this one by itself: train alone, or take a larger unit (unit: 64; it is 16)",
  );
  assertEquals(watch.note(figures, []), undefined);
});

Deno.test("HasteWatch is silent alone, at first, where gradients take long, and where the swarm is fast", () => {
  const silent = (change: Partial<typeof figures>, p50 = 3) =>
    assertEquals(
      new HasteWatch(info).note({ ...figures, ...change }, [
        { compute: { count: 9, mean: 3, p10: 3, p50, p90: 3, p99: 3 } },
      ]),
      undefined,
    );
  silent({ members: 1 });
  silent({ seconds: 1 });
  silent({ published: 10 });
  silent({ computingMs: 10 * 1242 });
  silent({ updates: 26 * 200 });
  silent({ updatesPerSecond: 200 });
  silent({}, 40);
});

Deno.test("largerUnit() leaves every peer ten units an epoch", () => {
  assertEquals(largerUnit(info, 2, 8), 100);
  assertEquals(largerUnit(info, 2, 1), 32);
  assertEquals(largerUnit(info, 8, 8), undefined);
  assertEquals(largerUnit({ ...info, ownData: true }, 8, 8), 128);
});
