import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { Uplinks } from "../../src/simulation/uplinks.ts";

const { test } = Deno;

test("relays booked across each other wait for nothing where there is room", () => {
  const uplinks = new Uplinks({ bandwidth: 1000 });
  uplinks.grow(1);
  const random = new Random("uplinks", 1);
  // A message each ms, relayed up to 20 ms after it was published: a tenth of
  // the bandwidth. With one gap remembered each would wait for the one before.
  let waited = 0;
  for (let now = 0; now < 2000; now++) {
    const wanted = now + 20 * random.uniform();
    waited += uplinks.book(0, wanted, 0.1) - wanted;
  }
  assertEquals(waited / 2000 < 0.05, true, `${waited / 2000} ms in the mean`);
});

test("no two copies leave at a time, and all that is booked is sent", () => {
  const uplinks = new Uplinks({ bandwidth: 1 });
  uplinks.grow(1);
  const random = new Random("uplinks", 2);
  const sent: [number, number][] = [];
  for (let now = 0; now < 60; now++) {
    const wanted = now + 5 * random.uniform();
    const duration = 2 * random.uniform();
    const start = uplinks.book(0, wanted, duration);
    assertEquals(start >= wanted, true);
    sent.push([start, start + duration]);
  }
  sent.sort(([a], [b]) => a - b);
  for (let i = 1; i < sent.length; i++) {
    assertEquals(sent[i]![0] >= sent[i - 1]![1] - 1e-9, true);
  }
});

test("a full uplink sends one thing after the other", () => {
  const uplinks = new Uplinks({ bandwidth: 2 });
  uplinks.grow(3);
  assertEquals(uplinks.duration(2, 10), 5);
  for (let i = 0; i < 1000; i++) {
    assertAlmostEquals(uplinks.book(2, 7, 5), 7 + 5 * i);
  }
  assertEquals(uplinks.start(1, 7, 5), 7, "each peer has its own");
});
