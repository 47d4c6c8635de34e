import { assertEquals } from "@std/assert";
import type { CodecSpec } from "../../src/compression/mod.ts";
import { momentum } from "../../src/optimizers/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import { assertAgreement } from "./assertions.ts";
import { trainInSequence } from "./sequential.ts";
import { drawn, swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const CODECS: CodecSpec[] = [
  { kind: "float32" },
  { kind: "int8" },
  { kind: "top-k", fraction: 0.25 },
];

const NETWORKS: [string, Partial<SwarmOptions>][] = [
  ["an even network", {}],
  ["reordering, duplication and uneven machines", {
    compute: (peer) => uniform(2 + 5 * peer, 22 + 5 * peer),
    network: {
      latency: drawn((random) => 0.1 + 30 * random.uniform() ** 3),
      duplication: 0.3,
    },
  }],
];

for (const codec of CODECS) {
  for (const [network, options] of NETWORKS) {
    test(`K = P with cancel equals a sequential run bit for bit: ${codec.kind}, ${network}`, () => {
      // 4 peers times 15 units a peer and epoch: rounds end with the epoch.
      const shared = {
        units: 60,
        epochs: 3,
        codec,
        optimizer: momentum({
          learningRate: 0.3,
          momentum: 0.6,
          weightDecay: 1e-3,
          schedule: { kind: "cosine" },
        }),
      };
      for (const seed of [1, 2]) {
        const swarm = swarmOf({
          peers: 4,
          variant: "k-sync",
          k: "all",
          signatures: "real",
          seed,
          ...shared,
          ...options,
        }).runSync({ ms: 600_000 });
        assertAgreement(swarm.peers);
        const publicKeys = swarm.peers.map(({ peer }) => peer.publicKey);
        const expected = trainInSequence({ ...shared, seed, publicKeys });
        assertEquals(swarm.peers[0]!.replica.values, expected);
      }
    });
  }
}
