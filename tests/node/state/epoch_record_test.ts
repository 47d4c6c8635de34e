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
import { createOptimizer, sgd } from "../../../src/optimizers/mod.ts";
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
