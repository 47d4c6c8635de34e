import { assert, assertEquals } from "@std/assert";
import { codecById, type VectorView } from "../../src/compression/mod.ts";
import { momentum, sgd } from "../../src/optimizers/mod.ts";
import {
  innovation,
  pairBalanceEpoch,
  toDense,
  type Vector,
} from "../../src/ordering/mod.ts";
import {
  decodeFrame,
  unitsOf,
  type UpdateHeader,
} from "../../src/replica/mod.ts";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
import type { Observer, VirtualPeer } from "../../src/simulation/mod.ts";
import { assertAgreement } from "./assertions.ts";
import { DIMENSION } from "./problem.ts";
import { signsKept } from "./signs_kept.ts";
import { swarmOf, type SwarmOptions } from "./swarm.ts";

const { test } = Deno;

/** What was published in each epoch, by peer, in order. */
class Published implements Observer {
  readonly epochs: Map<
    VirtualPeer,
    { unit: number; units: readonly number[]; vector: Vector }[]
  >[] = [];
  signBytes = 0;
  updates = 0;
  bytes = 0;

  constructor(readonly decay: number) {}

  handled(
    peer: VirtualPeer,
    _input: unknown,
    actions: Parameters<NonNullable<Observer["handled"]>>[2],
  ): void {
    for (const action of actions) {
      if (action.kind !== "publish" || action.type !== "update") continue;
      const frame = decodeFrame(action.frame);
      if (frame.kind !== "update") continue;
      const { header, payload } = frame.update;
      this.updates++;
      this.signBytes += header.signs.length;
      this.bytes += action.frame.length;
      if (header.units > 0) this.#add(peer, header, payload);
    }
  }

  readonly #before = new Map<VirtualPeer, VectorView>();

  #add(
    peer: VirtualPeer,
    header: UpdateHeader,
    payload: Uint8Array,
  ): void {
    const { epoch, unit, codec } = header;
    const vector = codecById(codec).view(payload, DIMENSION);
    const peers = this.epochs[epoch] ??= new Map();
    const list = peers.get(peer) ?? [];
    peers.set(peer, list);
    list.push({
      unit,
      units: unitsOf(header),
      vector: innovation(vector, this.#before.get(peer), this.decay),
    });
    this.#before.set(peer, vector);
  }

  /** The centralised form's orders of the epoch after this one, by peer. */
  expected(epoch: number): Map<VirtualPeer, number[]> {
    const peers = [...this.epochs[epoch]!.keys()].sort((a, b) =>
      a.peer.publicKey < b.peer.publicKey ? -1 : 1
    );
    const lists = peers.map((peer) => this.epochs[epoch]!.get(peer)!);
    const longest = Math.max(...lists.map((list) => list.length));
    const gradients = Array.from(
      { length: longest },
      (_, t) => lists.map((list) => list[t] && dense(list[t].vector)),
    );
    const orders = lists.map((list) => list.map(({ unit }) => unit));
    const { nextOrders } = pairBalanceEpoch(orders, gradients);
    return new Map(peers.map((peer, i) => [peer, nextOrders[i]!]));
  }

  /** The part of places at which two epochs' orders are the centralised ones. */
  agreement(epoch: number): number {
    let equal = 0, places = 0;
    for (const [peer, order] of this.expected(epoch)) {
      const next = this.epochs[epoch + 1]?.get(peer) ?? [];
      for (let i = 0; i < order.length; i++) {
        if (next[i] === undefined) continue;
        places++;
        if (next[i]!.unit === order[i]) equal++;
      }
    }
    return equal / places;
  }

  /** The part of an epoch's signs that balance the sum as it was. */
  kept(epoch: number): number {
    const peers = [...this.epochs[epoch]!].sort(([a], [b]) =>
      a.peer.publicKey < b.peer.publicKey ? -1 : 1
    );
    const { kept, pairs } = signsKept(peers.map(([peer, visited]) => ({
      order: visited.map(({ unit }) => unit),
      gradients: visited.map(({ vector }) => dense(vector)),
      next: (this.epochs[epoch + 1]?.get(peer) ?? []).map(({ unit }) => unit),
    })));
    return kept / pairs;
  }
}

function dense(vector: Vector): Float32Array {
  return toDense(vector, new Float32Array(vector.length));
}

function train(
  options: SwarmOptions,
  decay = 0,
): { published: Published; peers: readonly VirtualPeer[] } {
  const published = new Published(decay);
  const swarm = swarmOf({
    ordering: "cd-grab",
    optimizer: decay === 0
      ? sgd({ learningRate: 0.05 })
      : momentum({ learningRate: 0.05, momentum: decay }),
    observers: [published],
    ...options,
  }).runSync({ ms: 1e6 });
  assertAgreement(
    swarm.peers.filter(({ starts, left }) => starts === 1 && !left),
  );
  return { published, peers: swarm.peers };
}

const SYNC = { peers: 4, variant: "k-sync", k: "all" } as const;

test("in full synchrony every peer orders its units as the centralised form does, and no sign is sent", () => {
  for (const units of [64, 61, 4 * 31]) {
    for (const decay of [0, 0.5]) {
      const { published } = train({ ...SYNC, units, epochs: 5 }, decay);
      for (let epoch = 0; epoch < 4; epoch++) {
        for (const [peer, order] of published.expected(epoch)) {
          const next = published.epochs[epoch + 1]!.get(peer)!;
          assertEquals(next.map(({ unit }) => unit), order, `epoch ${epoch}`);
        }
      }
      assertEquals(published.signBytes, 0);
    }
  }
});

test("with local steps it is blocks that the centralised form orders", () => {
  for (const localSteps of [2, 3, 4]) {
    for (const units of [64, 62]) {
      const { published } = train({ ...SYNC, units, localSteps, epochs: 5 });
      for (let epoch = 0; epoch < 4; epoch++) {
        for (const [peer, order] of published.expected(epoch)) {
          // A block is named by its first unit.
          const blocks = published.epochs[epoch]!.get(peer)!;
          const expected = order.flatMap((first) =>
            blocks.find(({ unit }) => unit === first)!.units
          );
          const next = published.epochs[epoch + 1]!.get(peer)!;
          assertEquals(next.flatMap(({ units }) => units), expected);
        }
      }
      assertEquals(published.signBytes, 0);
    }
  }
});

test("what the network reorders, loses or doubles changes no sign in full synchrony", () => {
  const { published } = train({
    ...SYNC,
    units: 62,
    epochs: 4,
    compute: () => exponential(10),
    network: { latency: exponential(5), loss: 0.1, duplication: 0.1 },
  });
  for (let epoch = 0; epoch < 3; epoch++) {
    assertEquals(published.agreement(epoch), 1, `epoch ${epoch}`);
  }
});

test("where nobody waits, most signs are the centralised ones, and signs cost next to nothing", () => {
  for (const variant of ["k-async", "k-batch-async"] as const) {
    const { published } = train({
      peers: 4,
      variant,
      k: 2,
      units: 256,
      epochs: 4,
      compute: () => exponential(10),
    });
    const agreement = published.agreement(0);
    // Of signs drawn by lot half the places of each pair would agree.
    assert(agreement > 0.6, `${variant}: ${agreement}`);
    assert(published.signBytes > 0, variant);
    const part = published.signBytes / published.bytes;
    assert(part < 0.01, `${variant}: ${part}`);
  }
});

test("peers that are some way into the next epoch are balanced with those that are not", () => {
  for (const seed of [1, 2, 3]) {
    const { published } = train({
      seed,
      peers: 4,
      variant: "k-async",
      k: 2,
      units: 320,
      epochs: 5,
      compute: (peer) => constant(20 + 2 * peer),
    });
    const kept = [1, 2, 3].map((epoch) => published.kept(epoch));
    const mean = kept.reduce((sum, part) => sum + part) / kept.length;
    // 0.85 and more; where signs told ahead were dropped, 0.74 and less.
    assert(mean > 0.8, `seed ${seed}: ${kept}`);
  }
});

test("one peer alone is balanced against itself", () => {
  const { published } = train({ ...SYNC, peers: 1, units: 16, epochs: 3 });
  for (let epoch = 0; epoch < 2; epoch++) {
    assertEquals(published.agreement(epoch), 1);
  }
});
