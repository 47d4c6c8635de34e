import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import { Overlay } from "../../src/simulation/overlay.ts";
import {
  ENVELOPE,
  graphOf,
  others,
  overlayOf,
  reached,
  REPLAY,
  SEED,
  sorted,
} from "./overlay_of.ts";

Deno.test("broadcast() reaches every other member exactly once", () => {
  for (const peers of [1, 2, 3, 64, 65, 66, 67, 130, 300]) {
    const overlay = overlayOf(peers);
    const { count, peers: to } = overlay.broadcast(peers >> 1, 10, 0);
    assertEquals(sorted(to.slice(0, count)), others(peers, peers >> 1));
    assertEquals(overlay.traffic.deliveries, peers - 1);
  }
});

Deno.test("broadcast() from somebody who is no member reaches nobody", () => {
  const overlay = overlayOf(5);
  overlay.leave(3);
  assertEquals(overlay.broadcast(3, 10, 0).count, 0);
  assertEquals(sorted(reached(overlay, 0).keys()), [1, 2, 4]);
  assertEquals(overlay.stream(0, 3, 10, 0), undefined);
  overlay.join(3);
  assertEquals(sorted(reached(overlay, 3).keys()), [0, 1, 2, 4]);
});

Deno.test("up to 65 peers all copies are direct, and nothing comes twice", () => {
  const overlay = overlayOf(65);
  for (let from = 0; from < 65; from++) {
    for (const time of reached(overlay, from, 100).values()) {
      assert(time >= 100.5 && time <= 101.5);
    }
    assertEquals(overlay.traffic.sentBytes(from), 64 * (1000 + ENVELOPE));
  }
  const { duplicates, relayed, deliveries } = overlay.traffic;
  assertEquals({ duplicates, relayed, deliveries }, {
    duplicates: 0,
    relayed: 0,
    deliveries: 65 * 64,
  });
});

Deno.test("a lost direct copy stays lost where nobody relays, and comes another way where somebody does", () => {
  const small = overlayOf(65, { loss: 0.1 });
  const large = overlayOf(200, { loss: 0.1 });
  for (let i = 0; i < 200; i++) {
    small.broadcast(i % 65, 10, i);
    large.broadcast(i, 10, i);
  }
  const part = small.traffic.deliveries / (200 * 64);
  // Five standard deviations.
  assertAlmostEquals(part, 0.9, 5 * Math.sqrt(0.09 / (200 * 64)), REPLAY);
  assertEquals(small.traffic.lost + small.traffic.deliveries, 200 * 64);
  assertEquals(large.traffic.deliveries, 200 * 199);
});

Deno.test("lossy times may overlap, and end in any order", () => {
  const overlay = overlayOf(10);
  const reached = () => overlay.broadcast(0, 10, 0).count;
  const ends = [overlay.lose(1), overlay.lose(0), overlay.lose(1)];
  assertEquals(reached(), 0);
  ends[2]!();
  assertEquals(reached(), 9);
  ends[0]!();
  assertEquals(reached(), 9);
  const last = overlay.lose(1);
  ends[1]!();
  assertEquals(reached(), 0);
  last();
  assertEquals(reached(), 9);
});

Deno.test("so many deliveries come twice as duplication asks for", () => {
  const overlay = overlayOf(50, { duplication: 0.2 });
  let arrivals = 0;
  for (let i = 0; i < 200; i++) {
    const { count, peers } = overlay.broadcast(i % 50, 10, i);
    assertEquals(new Set(peers.slice(0, count)).size, 49);
    arrivals += count;
  }
  const part = arrivals / (200 * 49) - 1;
  assertAlmostEquals(part, 0.2, 5 * Math.sqrt(0.16 / (200 * 49)), REPLAY);
});

Deno.test("the same seed gives the same arrivals, another seed gives others", () => {
  const run = (seed: number) => {
    const random = new Random("determinism", seed);
    const overlay = new Overlay({ loss: 0.1, bandwidth: 1e4 }, random);
    for (let i = 0; i < 100; i++) overlay.join(i);
    return Array.from({ length: 20 }, (_, i) => {
      if (i === 10) overlay.leave(50);
      return overlay.broadcast(i, 100, i);
    });
  };
  assertEquals(run(SEED), run(SEED));
  assert(run(SEED)[0]!.times[0] !== run(SEED + 1)[0]!.times[0]);
});

Deno.test("cut links carry nothing: each part of a parted swarm hears itself alone", () => {
  for (const peers of [10, 65, 300]) {
    const overlay = overlayOf(peers);
    const size = Math.ceil(peers / 20);
    const inGroup = (peer: number) => peer < size;
    for (let a = 0; a < size; a++) {
      for (let b = size; b < peers; b++) overlay.cut(a, b, true);
    }
    assert(overlay.isCut(0, peers - 1) && overlay.isCut(peers - 1, 0));
    assertEquals(overlay.stream(0, peers - 1, 10, 0), undefined);
    for (const from of [0, size - 1, size, peers - 1]) {
      assertEquals(
        sorted(reached(overlay, from).keys()),
        others(peers, from).filter((peer) => inGroup(peer) === inGroup(from)),
      );
      for (const other of overlay.neighbours(from)) {
        assertEquals(inGroup(other), inGroup(from));
      }
    }
    overlay.mend();
    assertEquals(reached(overlay, 0).size, peers - 1);
    assert(overlay.stream(0, peers - 1, 10, 0)! > 0);
  }
});

Deno.test("where one link is cut the others relay around it", () => {
  const overlay = overlayOf(10);
  overlay.cut(2, 7, true);
  const times = reached(overlay, 2);
  assertEquals(times.size, 9);
  assert(times.get(7)! > 1);
  // All eight others serve peer 7.
  assertEquals(overlay.traffic.duplicates, 7);
  overlay.cut(2, 7, false);
  assert(reached(overlay, 2).get(7)! < 1.5);
  assertEquals(overlay.traffic.duplicates, 7);
});

Deno.test("peers come and go, and all keep D to 2 D neighbours in one piece", () => {
  for (const [degree, most] of [[4, 60], [64, 200]] as const) {
    const random = new Random("churn", SEED);
    const overlay = new Overlay({ degree }, new Random("mesh", SEED));
    const here = new Set<number>();
    for (let step = 0; step < 400; step++) {
      const peer = random.below(most);
      if (here.delete(peer)) overlay.leave(peer);
      else overlay.join((here.add(peer), peer));
      if (step % 10 !== 0 && step > 20) continue;
      for (const member of here) {
        const neighbours = [...overlay.neighbours(member)];
        assertEquals(new Set(neighbours).size, neighbours.length);
        assert(neighbours.length >= Math.min(degree, here.size - 1), REPLAY);
        assert(neighbours.length <= 2 * degree, REPLAY);
        for (const other of neighbours) {
          assert(here.has(other) && other !== member);
          assert([...overlay.neighbours(other)].includes(member));
        }
      }
      const [first] = here;
      if (first === undefined) continue;
      assertEquals(reached(overlay, first).size, here.size - 1, REPLAY);
    }
  }
});

Deno.test("a swarm that gathers has few more links than the degree", () => {
  const links = graphOf(overlayOf(500), 500).flat().length / 500;
  assert(links >= 64 && links < 70, `${links}`);
});

Deno.test("who is expected is not reached before it joins", () => {
  const overlay = new Overlay({}, new Random("expected", SEED));
  overlay.expect(100);
  overlay.join(4);
  assertEquals(overlay.broadcast(4, 10, 0).count, 0);
  assertEquals([...overlay.neighbours(4)], []);
  for (let peer = 0; peer < 50; peer++) overlay.join(peer);
  assertEquals(reached(overlay, 4).size, 49);
});

Deno.test("what a peer sends leaves one after the other through its uplink", () => {
  // 300 bytes take 10 ms.
  const model = { bandwidth: 30, latency: constant(1) };
  const overlay = overlayOf(4, model);
  assertEquals([...reachedSmall(overlay, 0, 0)], [11, 21, 31]);
  // Still busy for 30 ms when the second is published.
  assertEquals([...reachedSmall(overlay, 0, 5)], [41, 51, 61]);
  assertEquals(overlay.stream(0, 1, 300, 6), 71);
  // Others are not.
  assertEquals([...reachedSmall(overlay, 1, 6)], [17, 27, 37]);
  assertEquals(overlay.stream(0, 1, 300, 500), 511);
});

Deno.test("a peer may send before a relay that it is booked for", () => {
  // A chain: 0 - 1 - 2. Peer 1 relays at 100 ms.
  const model = { bandwidth: 30, latency: constant(90) };
  const overlay = overlayOf(3, model, [[0, 1], [1, 2]]);
  assertEquals([...reachedSmall(overlay, 0, 0)], [100, 200]);
  assertEquals(overlay.stream(1, 0, 300, 1), 101);
  assertEquals(overlay.stream(1, 0, 300, 1), 111);
  // This one does not fit in before.
  assertEquals(overlay.stream(1, 0, 2700, 2), 290);
});

/** When a message arrives that, with its envelope, is as long as 300 bytes of a stream. */
function reachedSmall(overlay: Overlay, from: number, now: number) {
  return overlay.broadcast(from, 300 - ENVELOPE, now).times;
}

Deno.test("a model that makes no sense is refused", () => {
  for (
    const [model, what] of [
      [{ degree: 0 }, "Cannot give each peer 0 neighbours"],
      [{ loss: 1.5 }, "Cannot lose 1.5 of all copies"],
      [{ duplication: -1 }, "Cannot duplicate -1 of all deliveries"],
    ] as const
  ) {
    try {
      new Overlay(model, new Random("refused"));
    } catch (error) {
      assert(error instanceof RangeError && error.message.startsWith(what));
      continue;
    }
    throw new Error(`Accepted ${JSON.stringify(model)}`);
  }
});
