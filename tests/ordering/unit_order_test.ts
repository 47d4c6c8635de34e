import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { RandomOrder } from "../../src/ordering/mod.ts";

const { test } = Deno;

const SHARE = Uint32Array.of(2, 3, 5, 7, 11, 13, 17, 19);

function orderOf(options: { seed?: number; seat?: string; epoch?: number }) {
  const { seat = "0", seed = 7, epoch = 0 } = options;
  return new RandomOrder({
    seed,
    epoch,
    share: () => ({ seat, units: SHARE }),
  });
}

const take = (order: RandomOrder, count: number) =>
  Array.from({ length: count }, () => order.next());

const sorted = (units: number[]) => [...units].sort((a, b) => a - b);

test("RandomOrder visits each unit of the share once an epoch, in a fresh order", () => {
  const order = orderOf({});
  const first = take(order, 8), second = take(order, 8);
  assertEquals(sorted(first), [...SHARE]);
  assertEquals(sorted(second), [...SHARE]);
  assertNotEquals(first, second);
});

test("RandomOrder counts epochs when a new one begins", () => {
  const order = orderOf({});
  assertEquals(order.epoch, 0);
  take(order, 8);
  assertEquals(order.epoch, 0);
  order.next();
  assertEquals(order.epoch, 1);
});

test("RandomOrder is reproducible: seed, seat and epoch decide", () => {
  const first = take(orderOf({}), 16);
  assertEquals(take(orderOf({}), 16), first);
  assertNotEquals(take(orderOf({ seed: 8 }), 16), first);
  assertNotEquals(take(orderOf({ seat: "1" }), 16), first);
  assertEquals(take(orderOf({ epoch: 1 }), 8), first.slice(8));
});

test("RandomOrder putBack() makes a cancelled unit the next, within its epoch", () => {
  const order = orderOf({});
  const first = order.next();
  order.putBack(first);
  assertEquals(order.next(), first);
  const rest = take(order, 7);
  assertEquals(sorted([first, ...rest]), [...SHARE]);
  order.putBack(rest[6]!);
  assertEquals(order.next(), rest[6]);
  assertEquals(order.epoch, 0);
});

test("RandomOrder asks for the share once an epoch, with its number", () => {
  const asked: number[] = [];
  const order = new RandomOrder({
    seed: 1,
    epoch: 4,
    share: (epoch) => {
      asked.push(epoch);
      const units = Uint32Array.of(1, 2).slice(0, epoch === 5 ? 1 : 2);
      return { seat: "0", units };
    },
  });
  take(order, 5);
  assertEquals(asked, [4, 5, 6]);
  assertEquals(order.epoch, 6);
});

test("RandomOrder refuses an empty share and says what to do", () => {
  const order = new RandomOrder({
    seed: 1,
    share: () => ({ seat: "0", units: new Uint32Array(0) }),
  });
  const error = assertThrows(() => order.next(), RangeError);
  assert(error.message.includes("more peers than units"));
});
