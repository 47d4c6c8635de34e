import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  BalancedOrder,
  FixedOrder,
  FlipFlopOrder,
  pairBalanceEpoch,
  PairBalancer,
  RandomOrder,
  type Share,
} from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { normals, replay, seed } from "./vectors.ts";

const { test } = Deno;

const SHARE = Uint32Array.of(2, 3, 5, 7, 11, 13, 17, 19, 23);
const always = () => ({ seat: "0", units: SHARE });

const ORDERS = { BalancedOrder, FixedOrder, FlipFlopOrder };

interface Order {
  next(): number;
}
const take = (order: Order, count: number) =>
  Array.from({ length: count }, () => order.next());
const sorted = (units: readonly number[]) => [...units].sort((a, b) => a - b);

for (const [name, Kind] of Object.entries(ORDERS)) {
  test(`${name} begins with the random order of its seed and seat`, () => {
    const random = new RandomOrder({ seed: 7, share: always });
    const expected = take(random, SHARE.length);
    const order = new Kind({ seed: 7, share: always });
    assertEquals(order.order, []);
    assertEquals(take(order, SHARE.length), expected);
    assertEquals(order.order, expected);
    assert(order.isUsedUp);
    assertEquals([order.epoch, order.seat], [0, "0"]);
  });

  test(`${name} visits each unit once an epoch while shares change, and repeats itself`, () => {
    const random = new Random("shares", seed);
    for (let trial = 0; trial < 50; trial++) {
      const shares: Share[] = Array.from({ length: 6 }, () => ({
        seat: `${random.below(3)}`,
        units: Uint32Array.from({ length: 20 }, (_, unit) => unit)
          .filter(() => random.below(2) === 0),
      })).filter(({ units }) => units.length > 0);
      const run = () => {
        const order = new Kind({ seed, share: (epoch) => shares[epoch]! });
        const coin = new Random("signs", seed, trial);
        return shares.map(({ units }, epoch) => {
          const visited = take(order, units.length);
          assertEquals(sorted(visited), [...units], replay);
          assertEquals(order.epoch, epoch);
          if (order instanceof BalancedOrder) {
            for (const pair of order.unsigned) {
              if (coin.below(3) > 0) order.sign(pair, coin.below(2) ? 1 : -1);
            }
          }
          return visited;
        });
      };
      assertEquals(run(), run(), replay);
    }
  });

  test(`${name} putBack() makes a cancelled unit the next, within its epoch`, () => {
    const order = new Kind({ seed: 3, share: always });
    const first = order.next();
    order.putBack(first);
    assertEquals(order.position, 0);
    assertEquals(order.next(), first);
    const rest = take(order, SHARE.length - 1);
    order.putBack(rest.at(-1)!);
    assert(!order.isUsedUp);
    assertEquals(order.next(), rest.at(-1));
    assertEquals(order.epoch, 0);
    order.next();
    assertThrows(() => order.putBack(4), RangeError, "Cannot put unit 4 back");
  });

  test(`${name} refuses an empty share, and stays where it was`, () => {
    let units = new Uint32Array(0);
    const order = new Kind({ seed: 1, share: () => ({ seat: "0", units }) });
    assertThrows(() => order.next(), RangeError, "more peers than units");
    units = Uint32Array.of(4);
    assertEquals(order.next(), 4);
    assertEquals(order.epoch, 0);
  });

  test(`${name} starts in the epoch it is told`, () => {
    const asked: number[] = [];
    const order = new Kind({
      seed: 1,
      epoch: 4,
      share: (epoch) => {
        asked.push(epoch);
        return always();
      },
    });
    take(order, SHARE.length + 1);
    assertEquals(asked, [4, 5]);
    assertEquals(order.epoch, 5);
  });
}

test("FixedOrder repeats its order, FlipFlopOrder turns it round in each epoch of odd number", () => {
  const n = SHARE.length;
  const fixed = new FixedOrder({ seed: 5, share: always });
  const first = take(fixed, n);
  assertEquals(take(fixed, n), first);
  const flip = new FlipFlopOrder({ seed: 5, share: always });
  const [a, b, c, d] = [1, 2, 3, 4].map(() => take(flip, n));
  assertEquals(b, a!.toReversed());
  assertEquals(d, c!.toReversed());
  assertNotEquals(c, a);
});

test("BalancedOrder keeps the relative places of units that stay, and inserts new ones anywhere", () => {
  const places = new Set<number>();
  for (let seed = 0; seed < 60; seed++) {
    const shares = [
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      Uint32Array.of(0, 2, 3, 4, 9),
    ];
    const order = new BalancedOrder({
      seed,
      share: (epoch) => ({ seat: "0", units: shares[epoch]! }),
    });
    const [a, b, c, d, e, f] = take(order, 6);
    order.sign(0, 1);
    order.sign(1, 1);
    order.sign(2, -1);
    const balanced = [a, c, f, e, d, b];
    const next = take(order, 5);
    assertEquals(
      next.filter((unit) => unit !== 9),
      balanced.filter((unit) => unit !== 1 && unit !== 5),
    );
    places.add(next.indexOf(9));
  }
  assertEquals(places.size, 5);
});

test("BalancedOrder tosses a coin for a pair that nobody has signed", () => {
  const firsts = new Set<boolean>();
  for (let seed = 0; seed < 20; seed++) {
    const order = new BalancedOrder({ seed, share: always });
    const [a] = take(order, SHARE.length);
    assertEquals(order.unsigned, [0, 1, 2, 3]);
    firsts.add(order.next() === a);
  }
  assertEquals(firsts.size, 2);
});

test("BalancedOrder refuses a sign for a pair that it has not", () => {
  const order = new BalancedOrder({ seed: 1, share: always });
  assertThrows(() => order.sign(0, 1), RangeError, "this epoch has 0");
  order.next();
  assertEquals(order.pairs, 4);
  assertThrows(() => order.sign(4, 1), RangeError, "this epoch has 4");
});

test("BalancedOrders of peers with a balancer each go through epochs as the centralised form does", () => {
  const random = new Random("epochs", seed);
  const peers = 3, units = 9, dimension = 6;
  const vectors = Array.from(
    { length: peers * units },
    () => normals(random, dimension),
  );
  const orders = Array.from({ length: peers }, (_, rank) =>
    new BalancedOrder({
      seed,
      share: () => ({
        seat: `${rank}`,
        units: Uint32Array.from({ length: units }, (_, k) => rank * units + k),
      }),
    }));
  let expected: number[][] | undefined;
  for (let epoch = 0; epoch < 4; epoch++) {
    const lengths = Array<number>(peers).fill(units);
    const balancers = orders.map((_, own) =>
      new PairBalancer({ dimension, lengths, own })
    );
    const visited = orders.map((order) => take(order, units));
    if (expected) assertEquals(visited, expected, replay);
    const gradients = Array.from(
      { length: units },
      (_, t) => visited.map((order) => vectors[order[t]!]!),
    );
    balancers.forEach((balancer, own) => {
      gradients.forEach((row, t) =>
        row.forEach((gradient, rank) => balancer.add(rank, t, gradient))
      );
      const { first, signs } = balancer.takeSigns(own);
      signs.forEach((sign, k) => orders[own]!.sign(first + k, sign));
      assertEquals(orders[own]!.unsigned, []);
    });
    expected = pairBalanceEpoch(visited, gradients).nextOrders;
  }
});
