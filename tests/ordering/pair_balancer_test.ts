import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  nextOrder,
  pairBalanceEpoch,
  PairBalancer,
  SignedSum,
} from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  arrivalsOf,
  gradientsOf,
  normals,
  ordersOf,
  replay,
  seed,
  sent,
  shuffled,
} from "./vectors.ts";

const { test } = Deno;

/** The signs as the oracle shapes them. */
function signsOf(balancer: PairBalancer, lengths: readonly number[]) {
  const pairs = Math.max(0, ...lengths.map((length) => length >> 1));
  return Array.from(
    { length: pairs },
    (_, pair) =>
      Int8Array.from(lengths, (_, rank) => balancer.signOf(rank, pair)),
  );
}

/** All orders of 0 … length - 1. */
function* permutations(length: number): Generator<number[]> {
  if (length === 0) yield [];
  else {
    for (const shorter of permutations(length - 1)) {
      for (let at = 0; at < length; at++) {
        yield shorter.toSpliced(at, 0, length - 1);
      }
    }
  }
}

test("PairBalancer gives the centralised signs for every order of arrival of 2 peers with 4 units", () => {
  const lengths = [4, 4], dimension = 3;
  const gradients = gradientsOf(new Random("all", seed), lengths, dimension);
  const oracle = pairBalanceEpoch(ordersOf(lengths), gradients);
  const arrivals = arrivalsOf(gradients);
  let count = 0;
  for (const order of permutations(arrivals.length)) {
    const balancer = new PairBalancer({ dimension, lengths });
    for (const k of order) {
      const { rank, position, vector } = arrivals[k]!;
      balancer.add(rank, position, vector);
    }
    assertEquals(signsOf(balancer, lengths), oracle.signs, replay);
    assertEquals(balancer.sum, oracle.sum, replay);
    count++;
  }
  assertEquals(count, 40_320);
});

test("PairBalancer gives the centralised signs and sum bit by bit, with unequal and odd shards, in any order", () => {
  const random = new Random("oracle", seed);
  for (let trial = 0; trial < 150; trial++) {
    const peers = 1 + random.below(7);
    const dimension = [1, 5, 16, 700][random.below(4)]!;
    const lengths = Array.from({ length: peers }, () => random.below(12));
    const gradients = gradientsOf(random, lengths, dimension);
    const orders = lengths.map((length) => shuffled(random, length));
    const oracle = pairBalanceEpoch(orders, gradients);
    const balancer = new PairBalancer({ dimension, lengths });
    const arrivals = arrivalsOf(gradients);
    if (arrivals.length === 0) continue;
    for (const k of shuffled(random, arrivals.length)) {
      const { rank, position, vector } = arrivals[k]!;
      balancer.add(rank, position, vector);
      // What is given twice counts once.
      if (k % 3 === 0) balancer.add(rank, position, vector);
    }
    assertEquals(signsOf(balancer, lengths), oracle.signs, replay);
    assertEquals(balancer.sum, oracle.sum, replay);
    assertEquals(
      orders.map((order, rank) => nextOrder(order, balancer.signs(rank))),
      oracle.nextOrders,
      replay,
    );
    assertEquals(balancer.awaited, undefined);
    const odd = lengths.filter((length) => length % 2 === 1).length;
    const { folded, late, heldBytes } = balancer.figures;
    assertEquals([folded, late, heldBytes], [
      (lengths.reduce((sum, length) => sum + length, 0) - odd) / 2,
      0,
      0,
    ]);
  }
});

test("PairBalancer gives the centralised signs from compressed payloads, peers of different codecs together", () => {
  const random = new Random("payloads", seed);
  const specs = [
    { kind: "float32" },
    { kind: "int8" },
    { kind: "top-k", fraction: 0.1 },
  ] as const;
  for (const dimension of [50, 2000]) {
    const lengths = [6, 6, 6, 5];
    const payloads = gradientsOf(random, lengths, dimension).map((row) =>
      row.map((gradient, rank) => gradient && sent(specs[rank % 3]!, gradient))
    );
    const oracle = pairBalanceEpoch(
      ordersOf(lengths),
      payloads.map((row) => row.map((payload) => payload?.decoded)),
    );
    const balancer = new PairBalancer({ dimension, lengths });
    for (const k of shuffled(random, 24)) {
      const view = payloads[k >> 2]![k & 3]?.view;
      if (view) balancer.add(k & 3, k >> 2, view);
    }
    assertEquals(signsOf(balancer, lengths), oracle.signs, replay);
    assertEquals(balancer.sum, oracle.sum, replay);
  }
});

test("PairBalancer reuses a sum for the next epoch, which begins at zero", () => {
  const random = new Random("epochs", seed);
  const lengths = [4, 4];
  const sum = new SignedSum(9);
  for (let epoch = 0; epoch < 3; epoch++) {
    const gradients = gradientsOf(random, lengths, 9);
    const oracle = pairBalanceEpoch(ordersOf(lengths), gradients);
    const balancer = new PairBalancer({ sum, lengths });
    for (const { rank, position, vector } of arrivalsOf(gradients)) {
      balancer.add(rank, position, vector);
    }
    assertEquals(balancer.sum, oracle.sum, replay);
  }
});

test("PairBalancer waits for contemporaries, decides without them when told, and folds them late", () => {
  const random = new Random("late", seed);
  const [a, b, c, d] = [1, 2, 3, 4].map(() => normals(random, 5));
  const balancer = new PairBalancer({ dimension: 5, lengths: [2, 2] });
  balancer.add(1, 0, c!);
  balancer.add(1, 1, d!);
  assertEquals(balancer.signOf(1, 0), 0);
  assertEquals(balancer.awaited, { rank: 0, pair: 0 });
  assertEquals(balancer.decide(1, 0), 1, "against r = 0");
  assertEquals(balancer.decide(1, 0), 1, "a decision stands");
  const z1 = c!.map((value, j) => value - d![j]!);
  assertEquals(balancer.sum, Float64Array.from(z1));
  // The owner, who had all in time, says -1.
  balancer.adopt(0, 0, -1);
  balancer.add(0, 0, a!);
  balancer.add(0, 1, b!);
  const z0 = a!.map((value, j) => value - b![j]!);
  assertEquals(
    balancer.sum,
    Float64Array.from(z1, (value, j) => value - z0[j]!),
  );
  assertEquals(balancer.signOf(0, 0), -1);
  assertEquals(balancer.figures.late, 1);
  assertEquals(balancer.awaited, undefined);
});

test("PairBalancer turns a sign computed here when its owner's comes, while it keeps the pair", () => {
  const random = new Random("turned", seed);
  const lengths = [8, 8];
  const gradients = gradientsOf(random, lengths, 5);
  const arrivals = arrivalsOf(gradients);
  for (const keep of [0, 1, 4]) {
    const balancer = new PairBalancer({ dimension: 5, lengths, keep, own: 0 });
    for (const { rank, position, vector } of arrivals) {
      balancer.add(rank, position, vector);
    }
    const before = balancer.sum.slice();
    const other = balancer.signOf(1, 3) === 1 ? -1 : 1;
    balancer.adopt(1, 3, other);
    balancer.adopt(1, 3, other === 1 ? -1 : 1); // the first word stands
    assertEquals(balancer.signOf(1, 3), other);
    const z = gradients[6]![1]!.map((value, j) =>
      value - gradients[7]![1]![j]!
    );
    const expected = keep > 0
      ? before.map((value, j) => value + 2 * other * z[j]!)
      : before;
    assertEquals(balancer.sum, expected, replay);
    const { turned, disputed, heldBytes } = balancer.figures;
    assertEquals([turned, disputed], keep > 0 ? [1, 0] : [0, 1]);
    assertEquals(
      heldBytes,
      Math.max(0, keep - 1) * 2 * 5 * 4,
      "own pairs are not kept",
    );
  }
});

test("PairBalancers that exchange signs agree on all of them and on the sum, whoever was late for whom", () => {
  const random = new Random("agreement", seed);
  for (let trial = 0; trial < 30; trial++) {
    const peers = 2 + random.below(4), units = 12;
    const lengths = Array<number>(peers).fill(units);
    const gradients = gradientsOf(random, lengths, 7).map((row) =>
      row.map((gradient) => sent({ kind: "float32" }, gradient!).view)
    );
    const balancers = lengths.map((_, own) =>
      new PairBalancer({ dimension: 7, lengths, own, keep: units })
    );
    // What is under way to each peer: gradients, and signs once their owner has decided.
    const mail = lengths.map((_, to) =>
      shuffled(random, peers * units).filter((k) => k % peers !== to)
    );
    const deliver = (to: number) => {
      const k = mail[to]!.pop();
      if (k === undefined) return;
      const rank = k % peers, position = Math.floor(k / peers);
      balancers[to]!.add(rank, position, gradients[position]![rank]!);
    };
    for (let position = 0; position < units; position++) {
      for (let own = 0; own < peers; own++) {
        const balancer = balancers[own]!;
        balancer.add(own, position, gradients[position]![own]!);
        for (let k = random.below(peers + 3); k > 0; k--) deliver(own);
        if (position % 2 === 0) continue;
        if (random.below(2) === 0) balancer.decide(own, position >> 1);
        const { first, signs } = balancer.takeSigns(own);
        signs.forEach((sign, k) => {
          for (let to = 0; to < peers; to++) {
            if (to !== own) balancers[to]!.adopt(own, first + k, sign);
          }
        });
      }
    }
    balancers.forEach((_, to) => {
      while (mail[to]!.length > 0) deliver(to);
    });
    balancers.forEach((balancer, own) => {
      const { first, signs } = balancer.takeSigns(own);
      signs.forEach((sign, k) =>
        balancers.forEach((other, to) => {
          if (to !== own) other.adopt(own, first + k, sign);
        })
      );
    });
    const [one, ...others] = balancers;
    for (const other of others) {
      assertEquals(signsOf(other, lengths), signsOf(one!, lengths), replay);
      assertEquals(other.sum, one!.sum, replay);
      assertEquals(other.figures.disputed, 0);
    }
  }
});

test("PairBalancer waits for nobody who has left, and takes what still comes of it", () => {
  const random = new Random("left", seed);
  const lengths = [6, 6, 6];
  const gradients = gradientsOf(random, lengths, 4);
  const balancer = new PairBalancer({ dimension: 4, lengths });
  for (const { rank, position, vector } of arrivalsOf(gradients)) {
    if (rank !== 1 || position < 3) balancer.add(rank, position, vector);
  }
  assertEquals(balancer.awaited, { rank: 1, pair: 1 });
  assertEquals(balancer.signOf(2, 1), 0);
  balancer.leave(1);
  assertEquals(balancer.awaited, undefined);
  assert(balancer.signOf(2, 2) !== 0);
  assertEquals(balancer.signOf(1, 1), 0);
  balancer.add(1, 3, gradients[3]![1]!);
  assert(balancer.signOf(1, 1) !== 0);
  assertEquals(balancer.figures.late, 1);
});

test("PairBalancer without a straggler gives the signs of a swarm without it", () => {
  const random = new Random("straggler", seed);
  const lengths = [6, 6, 6];
  const gradients = gradientsOf(random, lengths, 4);
  const balancer = new PairBalancer({ dimension: 4, lengths });
  balancer.leave(1);
  for (const { rank, position, vector } of arrivalsOf(gradients)) {
    if (rank !== 1) balancer.add(rank, position, vector);
  }
  const oracle = pairBalanceEpoch(
    ordersOf([6, 6]),
    gradients.map(([a, , c]) => [a, c]),
  );
  assertEquals(
    signsOf(balancer, lengths).map((row) => Int8Array.of(row[0]!, row[2]!)),
    oracle.signs,
  );
});

test("PairBalancer holds bounded memory: what waits beyond it is folded without its contemporaries", () => {
  const random = new Random("memory", seed);
  const units = 200, dimension = 10, bytes = 4 * dimension;
  const limitBytes = 20 * bytes;
  const balancer = new PairBalancer({
    dimension,
    lengths: [units, units],
    limitBytes,
    keep: 1000,
  });
  const gradients = gradientsOf(random, [units, units], dimension);
  let most = 0;
  const add = (rank: number, position: number) => {
    balancer.add(rank, position, gradients[position]![rank]!);
    most = Math.max(most, balancer.figures.heldBytes);
  };
  for (let t = 0; t < units; t++) add(1, t);
  const pairs = units / 2;
  assertEquals(balancer.figures.folded, pairs - 10);
  assert(balancer.signOf(1, pairs - 11) !== 0);
  assertEquals(balancer.signOf(1, pairs - 10), 0);
  for (let t = 0; t < units; t++) add(0, t);
  assertEquals(balancer.figures.folded, 2 * pairs, "all come in at last");
  assert(most <= 2 * limitBytes + 2 * bytes, `${most} bytes`);
});

test("PairBalancer drops halves of pairs that nobody completes, and says so", () => {
  const balancer = new PairBalancer({
    dimension: 1,
    lengths: [1000, 1000],
    limitBytes: 40,
  });
  for (let t = 0; t < 1000; t += 2) balancer.add(0, t, Float32Array.of(1));
  const { heldBytes, dropped } = balancer.figures;
  assertEquals([heldBytes, dropped], [48, 488]);
});

test("PairBalancer lines up unequal shards by their fraction where asked", () => {
  const random = new Random("fraction", seed);
  const lengths = [8, 4, 2];
  const gradients = gradientsOf(random, lengths, 6);
  const balancer = new PairBalancer({
    dimension: 6,
    lengths,
    alignment: "fraction",
  });
  const arrivals = arrivalsOf(gradients);
  for (const k of shuffled(random, arrivals.length)) {
    const { rank, position, vector } = arrivals[k]!;
    balancer.add(rank, position, vector);
  }
  assertEquals(balancer.awaited, undefined);
  // Every second step of the first, and its last, are those of the others.
  const canonical = [[0, 0], [0, 1], [1, 0], [0, 2], [0, 3], [1, 1], [2, 0]];
  const sequence = canonical.map(([rank, pair]) =>
    [2 * pair!, 2 * pair! + 1].map((t) => gradients[t]![rank!]!)
  );
  const oracle = pairBalanceEpoch(
    [ordersOf([14])[0]!],
    sequence.flat().map((gradient) => [gradient]),
  );
  assertEquals(
    canonical.map(([rank, pair]) => balancer.signOf(rank!, pair!)),
    oracle.signs.map((row) => row[0]!),
    replay,
  );
});

test("PairBalancer lets go what has no place, and refuses what cannot be", () => {
  const balancer = new PairBalancer({ dimension: 1, lengths: [3] });
  balancer.add(0, 2, Float32Array.of(1)); // an odd last unit
  balancer.add(0, 9, Float32Array.of(1));
  balancer.add(4, 0, Float32Array.of(1));
  balancer.adopt(4, 0, 1);
  balancer.adopt(0, 1, 1);
  balancer.leave(4);
  assertEquals(balancer.figures.heldBytes, 0);
  assertEquals(balancer.takeSigns(4), { first: 0, signs: [] });
  assertThrows(
    () => balancer.add(0, 0, new Float32Array(2)),
    RangeError,
    "Cannot balance a vector of 2 values: the sum has 1",
  );
  assertThrows(
    () => balancer.decide(0, 0),
    RangeError,
    "its gradients are not both here",
  );
  assertThrows(
    () => balancer.decide(0, 1),
    RangeError,
    "there is no such pair",
  );
  assertThrows(() => new PairBalancer({ lengths: [] }), RangeError);
});

test("PairBalancer hands an owner its signs once, in order and without a gap", () => {
  const random = new Random("take", seed);
  const lengths = [6];
  const gradients = gradientsOf(random, lengths, 2);
  const balancer = new PairBalancer({ dimension: 2, lengths });
  const add = (t: number) => balancer.add(0, t, gradients[t]![0]!);
  [4, 5].forEach(add);
  balancer.decide(0, 2);
  assertEquals(balancer.takeSigns(0), { first: 0, signs: [] });
  [0, 1].forEach(add);
  assertEquals(balancer.takeSigns(0).signs.length, 1);
  assertEquals(balancer.takeSigns(0), { first: 1, signs: [] });
  [2, 3].forEach(add);
  const { first, signs } = balancer.takeSigns(0);
  assertEquals([first, signs.length], [1, 2]);
});
