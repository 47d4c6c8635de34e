import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { exponential } from "../../src/simulation/delays/mod.ts";
import { flood, type Flooded } from "./flood_oracle.ts";
import {
  ENVELOPE,
  fixedLatency,
  graphOf,
  overlayOf,
  randomLinks,
  reached,
  REPLAY,
  SEED,
  sorted,
} from "./overlay_of.ts";

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
