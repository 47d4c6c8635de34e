import { assertEquals, assertMatch } from "@std/assert";
import { adviceForUnits } from "../../src/node/advice_for_units.ts";

const advice = (unit: number, examples: number, peers = 1, ownData = false) =>
  adviceForUnits(
    { unit, examples, units: Math.ceil(examples / unit), ownData },
    peers,
  );

Deno.test("adviceForUnits() says how many units there are, and which unit to take", () => {
  assertEquals(
    advice(500, 142),
    "There is only 1 unit an epoch: unit is 500, and there are 142 examples; an epoch is to have 10 for each peer, so take unit: 14 or less",
  );
  assertEquals(
    advice(32, 142, 2),
    "There are only 5 units an epoch for 2 peers: 142 examples in units of 32; an epoch is to have 10 for each peer, so take unit: 7 or less",
  );
  assertMatch(advice(8, 4)!, /take unit: 1 /);
});

Deno.test("adviceForUnits() is silent where there are enough, the data is a toy, or is each peer's own", () => {
  assertEquals(advice(8, 142), undefined);
  assertEquals(advice(4, 4), undefined);
  assertEquals(advice(1, 30, 8), undefined);
  assertEquals(advice(8, 142, 4, true), undefined);
});
