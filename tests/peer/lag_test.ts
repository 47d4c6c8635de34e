import { assert, assertEquals } from "@std/assert";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import type { VirtualPeer } from "../../src/simulation/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const RUNS: [Variant, number][] = [
  ["k-sync", 4],
  ["k-sync", 2],
  ["k-async", 2],
  ["k-batch-async", 1],
  ["auto", 2],
];

/** Median and largest lag of one peer, as another knows it, ms. */
function lagOf(peer: VirtualPeer, other: VirtualPeer): [number, number] {
  const lag = peer.peer.swarm.members.get(other.peer.feed)?.lag;
  if (lag === undefined || lag.count < 8) {
    throw new Error(`${lag?.count ?? 0} lags were measured: too few`);
  }
  return [lag.median!, lag.quantile(0.99)!];
}

/** Peer 2 computes ten times as long, peer 3 is behind a link of `link` ms. */
function unlike(variant: Variant, k: number, link: number): SwarmOptions {
  return {
    peers: 4,
    variant,
    k,
    epochs: 1e6,
    compute: (peer) => peer === 2 ? uniform(180, 220) : uniform(18, 22),
    network: {
      latency: (from, to) => constant(from === 3 || to === 3 ? link : 1),
    },
  };
}

for (const [variant, k] of RUNS) {
  test(`a slow link shows as that peer's lag, a slow computer as none: ${variant}, K = ${k}`, () => {
    const link = 40;
    const swarm = swarmOf(unlike(variant, k, link)).runSync({ ms: 8000 });
    const [near, other, slow, far] = swarm.peers;
    const [usual, most] = lagOf(near!, far!);
    assert(usual > link / 2, `${usual} of ${link} ms`);
    assert(most > 0.9 * link, `${most} of ${link} ms`);
    // What is not known to be the link's is not laid to its charge.
    assert(most <= link + 1, `${most} of ${link} ms`);
    for (const peer of [other!, slow!]) {
      const [median, largest] = lagOf(near!, peer);
      assert(median <= 1 && largest <= 2, `${median}, ${largest} of 1 ms`);
    }
  });
}

test("a link that becomes slow is noticed within sixteen acknowledgements", () => {
  let link = 2;
  const latency = { name: "changing", mean: NaN, sample: () => link };
  const swarm = swarmOf({
    peers: 2,
    variant: "k-async",
    k: 1,
    epochs: 1e6,
    compute: uniform(18, 22),
    network: { latency },
  }).runSync({ ms: 2000 });
  const [near, far] = swarm.peers;
  assert(lagOf(near!, far!)[1] <= 3);
  link = 60;
  const { count } = near!.peer.swarm.members.get(far!.peer.feed)!.lag!;
  while (lagOf(near!, far!)[0] < link / 2) swarm.runSync({ ms: 10 });
  const later = near!.peer.swarm.members.get(far!.peer.feed)!.lag!.count;
  assert(later - count <= 16, `${later - count} acknowledgements`);
});

test("in a large swarm lags are measured of neighbours alone", () => {
  const swarm = swarmOf({
    peers: 80,
    variant: "k-batch-async",
    k: 20,
    units: 800,
    epochs: 1e6,
    compute: uniform(90, 110),
  }).runSync({ ms: 500 });
  const { swarm: { members } } = swarm.peers[0]!.peer;
  assertEquals(members.size, 79);
  let strangers = 0;
  for (const { lag, connected } of members.all()) {
    assertEquals(lag !== undefined, connected);
    if (!connected) strangers++;
  }
  assert(strangers > 0);
});
