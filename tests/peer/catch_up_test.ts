import { assertEquals } from "@std/assert";
import { CatchUp } from "../../src/peer/catch_up.ts";
import type { ClockCount, FeedId } from "../../src/replica/mod.ts";

const { test } = Deno;

const FEED = "00112233445566778899aabbccddeeff" as FeedId;

/** Asks until somebody who has what is missing is asked; how many were asked. */
function asksUntil(
  clocks: Readonly<Record<string, readonly ClockCount[]>>,
  holder: string,
): number {
  const catchUp = new CatchUp(() => 0, 8);
  const connected = new Set(Object.keys(clocks));
  for (let asks = 1, now = 0; asks < 100; asks++) {
    // Who shows the gap is far away: its word came over others.
    catchUp.noteOne("far", FEED, 2, now);
    now = catchUp.deadline(false);
    const asked = catchUp.choose(connected, (key) => clocks[key]!)!;
    if (asked === holder) return asks;
    catchUp.asking = asked;
    catchUp.ended(true, now);
  }
  return Infinity;
}

test("whoever has what is missing is asked before those that lack it, too", () => {
  const lacks = [{ feed: FEED, count: 0 }];
  const clocks = { a: lacks, b: [], c: lacks, d: [{ feed: FEED, count: 2 }] };
  assertEquals(asksUntil(clocks, "d"), 1);
  // Of whom nobody knows it, each is asked in turn.
  const silent = { a: [], b: [], c: [], d: [] };
  assertEquals(asksUntil(silent, "d"), 4);
});

test("of those that have it the next is asked where one has failed", () => {
  const has = [{ feed: FEED, count: 2 }];
  assertEquals(asksUntil({ a: [], b: has, c: [], d: has }, "d"), 2);
});

test("whoever showed the gap is asked first, if there is a connection with it", () => {
  const catchUp = new CatchUp(() => 0, 8);
  catchUp.noteOne("b", FEED, 2, 0);
  const has = () => [{ feed: FEED, count: 2 }];
  assertEquals(catchUp.choose(new Set(["a", "b"]), has), "b");
  catchUp.ended(true, 0);
  catchUp.noteOne("b", FEED, 2, 0);
  assertEquals(catchUp.choose(new Set(["a", "b", "c"]), has), "b");
  catchUp.ended(true, 0);
  catchUp.noteOne("b", FEED, 2, 0);
  assertEquals(catchUp.choose(new Set(["a", "b", "c"]), has), "c");
  assertEquals(catchUp.choose(new Set(), has), undefined);
});

test("failures make pauses longer, but not on slow links for as long as a hang", () => {
  const pause = (failures: number, roundTrip: number) => {
    const catchUp = new CatchUp(() => 0, 8);
    for (let i = 0; i < failures; i++) catchUp.ended(true, 1000);
    catchUp.noteOne("far", FEED, 2, 1000);
    return catchUp.deadline(false, roundTrip) - 1000;
  };
  assertEquals([1, 2, 3, 9].map((n) => pause(n, 10)), [20, 40, 80, 160]);
  assertEquals([1, 2, 9].map((n) => pause(n, 1000)), [2000, 4000, 4000]);
  assertEquals([1, 9].map((n) => pause(n, 6000)), [6000, 6000]);
});
