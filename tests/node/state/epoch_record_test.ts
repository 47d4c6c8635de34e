import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeEpoch,
  encodeEpoch,
} from "../../../src/node/state/epoch_record.ts";
import {
  decodeEpochOf,
  decodeMemory,
  encodeMemory,
} from "../../../src/node/state/publisher_memory.ts";
import { createOptimizer, momentum, sgd } from "../../../src/optimizers/mod.ts";
import type { EpochMemory } from "../../../src/peer/mod.ts";

const { test } = Deno;

const MEMORY: EpochMemory = {
  order: {
    seat: "3",
    epoch: 5,
    order: [4, 9, 1, 70000],
    share: 3,
    position: 2,
    signs: [-1, 0],
    next: { epoch: 6, visited: [9] },
  },
  rested: 1,
  longest: 4,
  seats: [0, 3, 7],
  behind: -1,
  visited: Uint32Array.of(0x80000001, 5),
};

test("decodeEpoch() gives back what encodeEpoch() took", () => {
  assertEquals(decodeEpoch(encodeEpoch(MEMORY)), MEMORY);
  const { next, ...order } = MEMORY.order;
  assertEquals(next?.epoch, 6);
  assertEquals(decodeEpoch(encodeEpoch({ ...MEMORY, order })), {
    ...MEMORY,
    order,
  });
});

test("blocks of several units go with the order, and a unit at least is in each", () => {
  const order = {
    ...MEMORY.order,
    blocks: [2],
    next: { epoch: 6, visited: [9, 4, 1], blocks: [1, 2] },
  };
  const memory = { ...MEMORY, order };
  assertEquals(decodeEpoch(encodeEpoch(memory)), memory);
  const wrong = { ...memory, order: { ...order, blocks: [0, 2] } };
  assertThrows(() => decodeEpoch(encodeEpoch(wrong)), RangeError);
});

test("the outer optimizer's trace goes with the publisher's memory", () => {
  const residual = Float32Array.of(1, 2, 3), outer = Float64Array.of(4, 5, 6);
  const spec = momentum({ learningRate: 0.1 });
  const optimizer = createOptimizer(spec).init(3);
  const bytes = encodeMemory({ optimizer, outer, residual, epoch: MEMORY });
  assertEquals(decodeMemory(bytes, 3), { optimizer, outer, residual });
});

test("decodeEpoch() refuses bytes that are cut short, and places that cannot be", () => {
  const bytes = encodeEpoch(MEMORY);
  for (let length = 0; length < bytes.length; length++) {
    assertThrows(() => decodeEpoch(bytes.slice(0, length)), RangeError);
  }
  const order = { ...MEMORY.order, position: 5 };
  assertThrows(
    () => decodeEpoch(encodeEpoch({ ...MEMORY, order })),
    RangeError,
    "place 5",
  );
});

test("the epoch goes with the publisher's memory, and memories without one are read", () => {
  const residual = Float32Array.of(1, 2, 3);
  const optimizer = createOptimizer(sgd({ learningRate: 0.1 })).init(3);
  const bytes = encodeMemory({ optimizer, residual, epoch: MEMORY });
  assertEquals(decodeMemory(bytes, 3), { optimizer, residual });
  assertEquals(decodeEpochOf(bytes, 3), MEMORY);
  const without = encodeMemory({ optimizer, residual });
  assertEquals(decodeEpochOf(without, 3), undefined);
});
