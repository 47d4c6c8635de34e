import { assert, assertEquals } from "@std/assert";
import {
  afterOthers,
  afterVisits,
  BalancedOrder,
  createOrder,
  ORDERINGS,
  type Share,
} from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { replay, seed } from "./vectors.ts";

const { test } = Deno;

const share = (): Share => ({
  seat: "2",
  units: Uint32Array.of(2, 3, 5, 7, 11, 13, 17),
});
const take = (order: { next(): number }, count: number) =>
  Array.from({ length: count }, () => order.next());
const sorted = (units: readonly number[]) => units.toSorted((a, b) => a - b);

for (const ordering of ORDERINGS) {
  const make = () => createOrder(ordering, { seed, share });

  test(`${ordering}: units taken over come after the own, and leave no trace in the next epoch`, () => {
    const plain = make(), order = make();
    const first = take(plain, 7), second = take(plain, 7);
    const begun = take(order, 3);
    order.extend([20, 21, 22]);
    const rest = take(order, 4);
    assertEquals([...begun, ...rest], first, replay);
    assert(!order.isUsedUp);
    order.extend([23]);
    order.drop(20);
    order.drop(2);
    assertEquals(sorted(take(order, 3)), [21, 22, 23], replay);
    assert(order.isUsedUp);
    assertEquals(order.length, 10);
    order.extend([24]);
    const last = order.next();
    order.putBack(last);
    assertEquals([last, order.next(), order.epoch], [24, 24, 0]);
    assertEquals(take(order, 7), second, replay);
    assertEquals(order.epoch, 1);
  });

  test(`${ordering}: an order that is resumed goes on as it would have gone`, () => {
    const random = new Random("resume", seed);
    for (let trial = 0; trial < 30; trial++) {
      const whole = make();
      take(whole, 1 + random.below(20));
      if (random.below(2) === 0) whole.extend([30, 31]);
      const memory = structuredClone(whole.memory!);
      const again = make();
      again.resume(memory);
      assertEquals(again.memory, whole.memory, replay);
      assertEquals(take(again, 25), take(whole, 25), replay);
      assertEquals(again.epoch, whole.epoch, replay);
    }
  });

  test(`${ordering}: what was published after the order was saved comes in no epoch twice`, () => {
    const random = new Random("later", seed);
    for (let trial = 0; trial < 40; trial++) {
      const whole = make();
      take(whole, 1 + random.below(8));
      const memory = whole.memory!;
      const published = Array.from({ length: random.below(12) }, () => {
        const unit = whole.next();
        return { unit, epoch: whole.epoch };
      });
      const again = make();
      again.resume(afterVisits(
        memory,
        published.map(({ unit, epoch }) => ({ units: [unit], epoch })),
      ));
      const last = published.at(-1)?.epoch ?? memory.epoch;
      const visited = published.filter(({ epoch }) => epoch === last)
        .map(({ unit }) => unit);
      if (last === memory.epoch) {
        visited.unshift(...memory.order.slice(0, memory.position));
      }
      const left = 7 - visited.length;
      const rest = take(again, left);
      if (left > 0) assertEquals(again.epoch, last, replay);
      assertEquals(sorted([...visited, ...rest]), [...share().units], replay);
      assertEquals(sorted(take(again, 7)), [...share().units], replay);
      assertEquals(again.epoch, last + 1, replay);
    }
  });
}

test("a balanced order keeps its pairs to the own share, and its signs through a restart", () => {
  const order = new BalancedOrder({ seed: 3, share });
  const [a, b, c, d, e, f, g] = take(order, 7);
  order.extend([20, 21]);
  assertEquals([order.pairs, order.unsigned.length], [3, 3]);
  order.sign(0, 1);
  order.sign(1, -1);
  take(order, 2);
  const again = new BalancedOrder({ seed: 3, share });
  again.resume(structuredClone(order.memory!));
  assertEquals(again.unsigned, [2]);
  for (const one of [order, again]) {
    one.sign(2, 1);
    assertEquals(take(one, 7), [a, d, e, g, f, c, b]);
  }
});

test("what others have visited does not come again, but a unit of the epoch before does", () => {
  const memory = { seat: "0", epoch: 4, share: 4, signs: [] };
  const after = (order: number[], position: number, visited: number[]) => {
    const left = afterOthers(
      { ...memory, order, position },
      (unit) => visited.includes(unit),
    );
    return [left.order, left.position];
  };
  // Somebody took over units of the share: they are done, and stay the share's.
  assertEquals(after([1, 2, 3, 4, 8], 1, [1, 3, 8]), [[1, 3, 2, 4], 2]);
  // A unit that was taken over for two epochs was visited in one of them.
  assertEquals(after([1, 2, 3, 4, 8, 9, 8], 2, [1, 2, 8]), [
    [1, 2, 3, 4, 9, 8],
    2,
  ]);
  // It was this peer that visited it.
  assertEquals(after([1, 2, 3, 4, 8, 9, 8], 5, [1, 2, 3, 4, 8]), [
    [1, 2, 3, 4, 8, 9, 8],
    5,
  ]);
  // The unit is of the own share in this epoch, and was another's before.
  assertEquals(after([1, 2, 3, 4, 1, 3], 1, [1, 3]), [[1, 3, 2, 4, 1, 3], 2]);
  assertEquals(after([1, 2, 3, 4], 4, [1, 2, 3, 4]), [[1, 2, 3, 4], 4]);
});
