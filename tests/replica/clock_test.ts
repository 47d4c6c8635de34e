import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { Clock, toHex, WireError } from "../../src/replica/mod.ts";
import { forSeeds, type Random } from "./helpers.ts";

function randomClock(random: Random, size = random.below(8)): Clock {
  const clock = new Clock();
  for (let i = 0; i < size; i++) {
    clock.set(toHex(random.bytes(16)), {
      count: 1 + random.below(99),
      head: random.bytes(32),
    });
  }
  return clock;
}

Deno.test("Clock digest() does not depend on the way to the clock", () => {
  forSeeds(10, (random) => {
    const clock = randomClock(random);
    const other = randomClock(random);
    const strangers = [...other.entries()].map(([feed]) => feed);
    for (const [feed, { count }] of random.shuffle([...clock.entries()])) {
      if (count > 1) {
        other.set(feed, { count: count - 1, head: random.bytes(32) });
      }
    }
    for (const [feed, entry] of random.shuffle([...clock.entries()])) {
      other.set(feed, entry);
    }
    for (const feed of strangers) other.set(feed, undefined);
    assert(clock.equals(other));
    assertEquals(other.digest(), clock.digest());
    assertEquals(other.encode(), clock.encode());
  });
  assertEquals(new Clock().digest(), new Uint8Array(8));
});

Deno.test("Clock digest() changes with any head", () => {
  forSeeds(10, (random) => {
    const clock = randomClock(random, 5);
    const digest = clock.digest();
    const [feed, { count }] = random.pick([...clock.entries()]);
    clock.set(feed, { count, head: random.bytes(32) });
    assertNotEquals(clock.digest(), digest);
  });
});

Deno.test("Clock survives encoding, and decode() throws nothing but WireError", () => {
  forSeeds(20, (random) => {
    const clock = randomClock(random);
    const bytes = clock.encode();
    const decoded = Clock.decode(bytes);
    assert(decoded.equals(clock) && clock.equals(decoded));
    assertEquals(decoded.counts(), new Map([...clock.counts()].sort()));
    for (let i = 0; i < 20; i++) {
      const mutated = bytes.slice(
        0,
        bytes.length - random.below(2) * random.below(bytes.length),
      );
      mutated[random.below(mutated.length)] = random.below(256);
      try {
        Clock.decode(mutated);
      } catch (error) {
        assert(error instanceof WireError);
      }
    }
  });
});

Deno.test("Clock decode() takes one order of feeds only", () => {
  const clock = new Clock();
  clock.set("00".repeat(16), { count: 1, head: new Uint8Array(32) });
  clock.set("ff".repeat(16), { count: 1, head: new Uint8Array(32) });
  const bytes = clock.encode();
  const swapped = new Uint8Array([
    ...bytes.subarray(0, 6),
    ...bytes.subarray(58),
    ...bytes.subarray(6, 58),
  ]);
  assertThrows(() => Clock.decode(swapped), WireError, "out of order");
});
