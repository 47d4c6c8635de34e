import { assertEquals } from "@std/assert";
import { byPlace } from "../../src/peer/by_place.ts";
import { type Member, Members } from "../../src/peer/members.ts";
import {
  FIRST_BEAT,
  Lateness,
  RecentDelays,
  Silence,
} from "../../src/synchronicity/mod.ts";

const { test } = Deno;

/** Members of whom this much is known. */
function membersOf(known: Record<string, Partial<Member> & { ms?: number }>) {
  const members = new Members();
  for (const [key, { ms, ...rest }] of Object.entries(known)) {
    const silence = new Silence(0, FIRST_BEAT, new Lateness());
    const member = members.add(`feed ${key}`, key, 1, silence);
    Object.assign(member, { joining: false, ...rest });
    if (ms === undefined) continue;
    member.lag = new RecentDelays();
    member.lag.add(ms);
  }
  return members;
}

test("the nearest of those that keep up and stay is asked for the model first", () => {
  const members = membersOf({
    a: { lagging: true, ms: 1 },
    b: { joining: true },
    c: { ms: 30 },
    d: { done: true, ms: 1 },
    e: { ms: 20 },
    f: { suspected: true, ms: 1 },
    g: {},
  });
  const keys = ["a", "b", "c", "d", "e", "f", "g", "unknown"];
  const order = byPlace(keys, members, { self: "x" });
  assertEquals(order.slice(0, 5), ["e", "c", "g", "d", "a"]);
  assertEquals(order.at(-1), "unknown");
});

test("newcomers ask the one that showed what is missing, and then each another", () => {
  const members = membersOf({ a: {}, c: {}, e: {} });
  const keys = ["e", "c", "a"];
  assertEquals(byPlace(keys, members, { self: "b" }), ["c", "e", "a"]);
  assertEquals(byPlace(keys, members, { self: "d" }), ["e", "a", "c"]);
  const first = byPlace(keys, members, { self: "d", first: "c" });
  assertEquals(first, ["c", "e", "a"]);
});
