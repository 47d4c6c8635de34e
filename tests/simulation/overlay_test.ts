import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
import type { NetworkModel } from "../../src/simulation/network_model.ts";
import { Overlay } from "../../src/simulation/overlay.ts";
import { flood, type Flooded } from "./flood_oracle.ts";

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 5);
/** Bytes that the overlay adds to each message. */
const ENVELOPE = 200;

const REPLAY =
  `replay: DROVER_SEED=${SEED} deno test -P=test tests/simulation/overlay_test.ts`;

/** An overlay that so many peers have joined at the same time. */
function overlayOf(
  peers: number,
  model: NetworkModel = {},
  links?: [number, number][],
): Overlay {
  const overlay = new Overlay(model, new Random("overlay", SEED), links);
  overlay.expect(peers);
  for (let peer = 0; peer < peers; peer++) overlay.join(peer);
  return overlay;
}

function graphOf(overlay: Overlay, peers: number): number[][] {
  return Array.from({ length: peers }, (_, i) => [...overlay.neighbours(i)]);
}

/** Whom a broadcast reached and when. */
function reached(overlay: Overlay, from: number, now = 0): Map<number, number> {
  const { count, peers, times } = overlay.broadcast(from, 1000, now);
  assertEquals(times.slice(0, count), times.slice(0, count).sort());
  const first = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    if (!first.has(peers[i]!)) first.set(peers[i]!, times[i]!);
  }
  return first;
}

function others(peers: number, but: number): number[] {
  return Array.from({ length: peers }, (_, i) => i).filter((i) => i !== but);
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Latencies that differ from link to link, and are always the same. */
function fixedLatency(from: number, to: number) {
  return constant(0.5 + new Random(from, to).uniform());
}

/** A random graph in which each peer is linked with at least so many others. */
function randomLinks(peers: number, degree: number): [number, number][] {
  const random = new Random("links", SEED), links: [number, number][] = [];
  for (let i = 0; i < peers; i++) {
    for (let n = 0; n < degree / 2; n++) links.push([i, random.below(peers)]);
  }
  return links;
}

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

const SWARMS: {
  name: string;
  peers: number;
  degree?: number;
  links?: [number, number][];
}[] = [
  { name: "a given graph", peers: 16, links: randomLinks(16, 5) },
  { name: "a ring with chords", peers: 60, links: randomLinks(60, 3) },
  { name: "degree 8", peers: 200, degree: 8 },
  { name: "a few more than the degree", peers: 80 },
  { name: "many more than the degree", peers: 400 },
];

for (const { name, peers, degree, links } of SWARMS) {
  for (const bandwidth of [undefined, 5000]) {
    Deno.test(
      `arrivals, duplicates and bytes are those of a simulation copy by copy: ${name}, ${
        bandwidth === undefined ? "wide" : "narrow"
      } uplinks`,
      () => {
        const overlay = overlayOf(peers, {
          latency: fixedLatency,
          ...(degree === undefined ? {} : { degree }),
          ...(bandwidth === undefined ? {} : { bandwidth }),
        }, links);
        const oracle = {
          graph: graphOf(overlay, peers),
          latency: (from: number, to: number) => fixedLatency(from, to).mean,
          sending: bandwidth === undefined ? 0 : (1000 + ENVELOPE) / bandwidth,
        };
        const sent = oracle.graph.map(() => 0);
        for (let i = 0; i < 10; i++) {
          const from = (7 * i) % peers, before = overlay.traffic.duplicates;
          const got = reached(overlay, from, 1000 * i);
          const expected = flood(oracle, from);
          assertEquals(
            sorted(got.keys()),
            sorted(expected.first.keys()),
            REPLAY,
          );
          for (const [peer, time] of expected.first) {
            assertAlmostEquals(got.get(peer)! - 1000 * i, time, 1e-9, REPLAY);
          }
          assertEquals(
            overlay.traffic.duplicates - before,
            expected.duplicates,
            REPLAY,
          );
          for (const [peer, copies] of expected.sent.entries()) {
            sent[peer]! += (1000 + ENVELOPE) * copies;
            assertEquals(overlay.traffic.sentBytes(peer), sent[peer], REPLAY);
          }
        }
      },
    );
  }
}

/** Means over many messages: duplicates and losses, deliveries, and latencies at these parts of all. */
function summary(messages: number, peers: number, results: Flooded[]) {
  const times = results.flatMap(({ first }) => [...first.values()])
    .sort((a, b) => a - b);
  const sum = (of: (result: Flooded) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    delivered: times.length / messages / (peers - 1),
    duplicates: sum(({ duplicates }) => duplicates) / times.length,
    lost: sum(({ lost }) => lost) / messages,
    quantiles: [0.1, 0.5, 0.9, 0.99].map((part) =>
      times[Math.floor(part * times.length)]!
    ),
  };
}

for (const latency of [undefined, exponential(1)]) {
  for (const loss of [0, 0.2]) {
    Deno.test(
      `drawn latencies give the same figures as copy by copy: ${
        latency?.name ?? "the default"
      }, ${100 * loss} % lost`,
      () => {
        const peers = 60, messages = 1500, links = randomLinks(peers, 6);
        const overlay = overlayOf(peers, {
          loss,
          ...(latency === undefined ? {} : { latency }),
        }, links);
        const random = new Random("oracle", SEED);
        const oracle = {
          graph: graphOf(overlay, peers),
          latency: () =>
            latency === undefined
              ? 0.5 + random.uniform()
              : latency.sample(random, 0),
          loses: () => random.uniform() < loss,
        };
        const modelled: Flooded[] = [], expected: Flooded[] = [];
        for (let i = 0; i < messages; i++) {
          const { duplicates, lost } = overlay.traffic;
          const first = reached(overlay, i % peers);
          modelled.push({
            first,
            sent: [],
            duplicates: overlay.traffic.duplicates - duplicates,
            lost: overlay.traffic.lost - lost,
          });
          expected.push(flood(oracle, i % peers));
        }
        const a = summary(messages, peers, modelled);
        const b = summary(messages, peers, expected);
        assertAlmostEquals(a.delivered, b.delivered, 0.01, REPLAY);
        if (loss > 0) assert(a.delivered > 0.9, REPLAY);
        assertAlmostEquals(a.duplicates / b.duplicates, 1, 0.02, REPLAY);
        assertAlmostEquals(a.lost, b.lost, 0.04 * b.lost, REPLAY);
        for (const [i, quantile] of b.quantiles.entries()) {
          // Arrivals of one message go together, the more so the more latencies vary.
          const tolerance = latency === undefined ? 0.04 : 0.12;
          assertAlmostEquals(a.quantiles[i]! / quantile, 1, tolerance, REPLAY);
        }
      },
    );
  }
}

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

Deno.test("loss can be changed on the way", () => {
  const overlay = overlayOf(10);
  overlay.loss = 1;
  assertEquals(overlay.broadcast(0, 10, 0).count, 0);
  overlay.loss = 0;
  assertEquals(overlay.broadcast(0, 10, 0).count, 9);
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
