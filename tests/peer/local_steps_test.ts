import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { CodecSpec } from "../../src/compression/mod.ts";
import { momentum, outerOptimizer } from "../../src/optimizers/mod.ts";
import { unitsOf, type Update } from "../../src/replica/mod.ts";
import { constant, uniform } from "../../src/simulation/delays/mod.ts";
import type { VirtualPeer } from "../../src/simulation/mod.ts";
import { assertAgreement, eventsOf } from "./assertions.ts";
import { Logbook } from "./logbook.ts";
import { lossOf } from "./problem.ts";
import { trainInSequence } from "./sequential.ts";
import { drawn, swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

const OPTIMIZER = momentum({
  learningRate: 0.05,
  momentum: 0.6,
  weightDecay: 1e-3,
  schedule: { kind: "cosine" },
});

/** Notes all updates, by publisher. */
class Published extends Logbook {
  readonly updates: { peer: number; update: Update; at: number }[] = [];

  override handled(...[peer, input, actions, now]: Handled): void {
    super.handled(peer, input, actions, now);
    for (const action of actions) {
      if (action.kind !== "publish" || action.content.kind !== "update") {
        continue;
      }
      const { update } = action.content;
      this.updates.push({ peer: peer.index, update, at: now });
    }
  }

  /** How many units each update of a peer has. */
  unitsOf(index: number): number[] {
    return this.updates.filter(({ peer }) => peer === index)
      .map(({ update }) => update.header.units);
  }
}

type Handled = Parameters<Logbook["handled"]>;

function run(options: SwarmOptions) {
  const published = new Published();
  const swarm = swarmOf({ ...options, observers: [published] })
    .runSync({ ms: 600_000 });
  return { swarm, published, first: swarm.peers[0] as VirtualPeer };
}

test("a lone peer's H local steps are H plain steps, up to rounding", () => {
  const shared = {
    peers: 1,
    variant: "k-sync",
    k: "all",
    optimizer: OPTIMIZER,
  } as const;
  const plain = run(shared).first.replica.values;
  for (const localSteps of [2, 7, 64]) {
    const { first, published } = run({ ...shared, localSteps });
    first.replica.values.forEach((value, i) =>
      assertAlmostEquals(value, plain[i]!, 1e-6, `H = ${localSteps}`)
    );
    const lengths = published.unitsOf(0);
    assertEquals(Math.max(...lengths), localSteps);
    // 64 units an epoch, and no update is of two epochs.
    assertEquals(lengths.length, 4 * Math.ceil(64 / localSteps));
  }
});

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

const CODECS: CodecSpec[] = [{ kind: "float32" }, {
  kind: "top-k",
  fraction: 0.25,
}];

for (const codec of CODECS) {
  for (const [network, options] of NETWORKS) {
    test(`K = P with local steps equals DiLoCo in one loop, bit for bit: ${codec.kind}, ${network}`, () => {
      for (const localSteps of [3, 4]) {
        for (const outer of [undefined, outerOptimizer({ momentum: 0.5 })]) {
          // Shares of 15 and 16 units: as many rounds with H = 4, unlike ones with H = 3.
          const shared = {
            units: 62,
            epochs: 3,
            codec,
            optimizer: OPTIMIZER,
            localSteps,
            ...(outer === undefined ? {} : { outer }),
          };
          const { swarm } = run({
            peers: 4,
            variant: "k-sync",
            k: "all",
            seed: 5,
            ...shared,
            ...options,
          });
          assertAgreement(swarm.peers);
          const publicKeys = swarm.peers.map(({ peer }) => peer.publicKey);
          const expected = trainInSequence({ ...shared, seed: 5, publicKeys });
          assertEquals(swarm.peers[0]!.replica.values, expected);
        }
      }
    });
  }
}

test("each unit is visited once an epoch, in updates of H units or what the epoch has left", () => {
  const units = 50;
  for (const ordering of ["random", "cd-grab", "pair-balance"] as const) {
    const { swarm, published } = run({
      peers: 3,
      variant: "k-sync",
      k: "all",
      units,
      localSteps: 4,
      ordering,
    });
    assertAgreement(swarm.peers);
    const visits = new Map<number, number[]>();
    for (const { update: { header } } of published.updates) {
      const epoch = visits.get(header.epoch) ?? [];
      visits.set(header.epoch, epoch);
      epoch.push(...unitsOf(header));
      assertEquals(unitsOf(header).length, header.units);
    }
    assertEquals(visits.size, 4);
    for (const visited of visits.values()) {
      assertEquals(
        visited.sort((a, b) => a - b),
        Array.from({ length: units }, (_, unit) => unit),
        ordering,
      );
    }
    assertEquals(swarm.peers[0]!.replica.units, 4 * units);
  }
});

test("where a quorum comes first the steps taken so far are published, late and not in place of another", () => {
  const { swarm, published } = run({
    peers: 4,
    variant: "k-sync",
    k: 3,
    units: 240,
    localSteps: 8,
    compute: (peer) => constant(peer === 3 ? 40 : 10),
  });
  assertAgreement(swarm.peers);
  const slow = published.updates.filter(({ peer }) => peer === 3);
  const lengths = published.unitsOf(3);
  // A round lasts 80 ms: two steps of 40, the second just in time or just not.
  const short = lengths.filter((length) => length < 8);
  assert(short.length > 0.9 * lengths.length, `${lengths}`);
  assert(short.every((length) => length <= 3), `${lengths}`);
  const rounds = slow.map(({ update }) => update.header.round);
  assertEquals(new Set(rounds).size, rounds.length);
  // In nearly every round, and of the round whose view they were computed at.
  assert(rounds.length > 0.9 * (rounds.at(-1)! - rounds[0]!), `${rounds}`);
  const { cancelled, published: count } = swarm.peers[3]!.peer.figures();
  assert(cancelled >= 0.5 * count && cancelled <= count + 2);
});

test("a slow peer takes fewer local steps where they are matched, and nobody waits long", () => {
  const shared = {
    peers: 4,
    variant: "k-sync",
    k: "all",
    units: 640,
    epochs: 2,
    compute: (peer: number) => constant(peer === 3 ? 40 : 10),
  } as const;
  const fixed = run({ ...shared, localSteps: 16 });
  const matched = run({ ...shared, localSteps: "matched:16" });
  assertAgreement(matched.swarm.peers);
  const lengths = matched.published.unitsOf(3);
  assertEquals(lengths.slice(2, 20), Array(18).fill(4));
  assertEquals(matched.published.unitsOf(0).slice(2, 8), Array(6).fill(16));
  const [told] = eventsOf(matched.swarm.peers[3]!, "local-steps");
  assertEquals([told!.from, told!.to], [1, 4]);
  assert(told!.reason.includes("4 times as long"), told!.reason);
  // 52 units in 160 ms, and not 64 in 640.
  const ratio = fixed.swarm.now / matched.swarm.now;
  assert(ratio > 2.5, `${ratio}`);
});

test("what chooses the number of local steps is asked before each block, and heard", () => {
  const asked: number[] = [];
  const { published, first } = run({
    peers: 1,
    variant: "k-sync",
    k: 1,
    epochs: 1,
    localSteps: ({ steps, own }) => {
      asked.push(steps);
      assert(asked.length === 1 || own === 10, `${own}`);
      return { steps: steps + 1, reason: "one more" };
    },
  });
  assertEquals(published.unitsOf(0).slice(0, 4), [2, 3, 4, 5]);
  assertEquals(asked.slice(0, 4), [1, 2, 3, 4]);
  const [told] = eventsOf(first, "local-steps");
  assertEquals([told!.from, told!.to, told!.reason], [1, 2, "one more"]);
});

test("a peer that comes back in the middle of a block computes its units again, and no others", () => {
  const { swarm, published } = run({
    peers: 2,
    variant: "k-async",
    k: 1,
    units: 120,
    localSteps: 8,
    ordering: "cd-grab",
    epochs: 2,
    snapshotEvery: 35,
    faults: [{ kind: "crash", at: 333, peer: 1, restartAfter: 50, disk: true }],
  });
  assertAgreement(swarm.peers);
  const own = published.updates.filter(({ peer, update }) =>
    peer === 1 && update.header.epoch === 0
  ).flatMap(({ update }) => unitsOf(update.header));
  assertEquals(new Set(own).size, own.length);
  assertEquals(own.length, 60);
});

test("with local steps a swarm gets as far with a fraction of the bytes", () => {
  const outcome = (localSteps: number) => {
    const { swarm, published } = run({
      peers: 4,
      variant: "k-sync",
      k: "all",
      units: 256,
      epochs: 4,
      optimizer: momentum({ learningRate: 0.02, momentum: 0.5 }),
      localSteps,
    });
    const bytes = published.updates.reduce(
      (sum, { update }) =>
        sum + update.payload.length + update.headerBytes.length,
      0,
    );
    return { loss: lossOf(swarm.peers[0]!.replica.values), bytes };
  };
  const plain = outcome(1), local = outcome(8);
  assert(local.loss < 1.5 * plain.loss + 1e-3, `${local.loss}, ${plain.loss}`);
  assert(local.bytes < plain.bytes / 5, `${local.bytes} of ${plain.bytes}`);
});
