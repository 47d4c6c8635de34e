import { assertEquals, assertRejects } from "@std/assert";
import { DataError, fromIterable } from "../../../src/training/data/mod.ts";

Deno.test("fromIterable() collects objects, pairs and bare numbers", async () => {
  const objects = await fromIterable([
    { input: [1, 2], label: 0 },
    { input: [3, 4], label: 1 },
  ]);
  assertEquals(objects, {
    inputs: Float32Array.of(1, 2, 3, 4),
    inputShape: [2],
    labels: Float32Array.of(0, 1),
    labelShape: [],
    count: 2,
  });
  const pairs = await fromIterable([
    [Uint8Array.of(1, 2), Int32Array.of(5)] as const,
    [Uint8Array.of(3, 4), Int32Array.of(6)] as const,
  ]);
  assertEquals(pairs.inputs, Uint8Array.of(1, 2, 3, 4));
  assertEquals(pairs.labels, Int32Array.of(5, 6));
  assertEquals(pairs.labelShape, [1]);
  const numbers = await fromIterable([{ input: 1, label: 2 }]);
  assertEquals(numbers.inputShape, []);
});

Deno.test("fromIterable() collects bare arrays by the label's place", async () => {
  const rows = () => [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
  const last = await fromIterable(rows(), { label: -1 });
  assertEquals(last.inputs, Float32Array.of(1, 2, 4, 5));
  assertEquals(last.labels, Float32Array.of(3, 6));
  const first = await fromIterable(rows(), { label: 0 });
  assertEquals(first.inputs, Float32Array.of(2, 3, 5, 6));
  assertEquals(first.labels, Float32Array.of(1, 4));
  const own = await fromIterable(rows(), { label: "input" });
  assertEquals(own.labels, own.inputs);
  assertEquals(own.labelShape, [3]);
});

Deno.test("fromIterable() grows with streams, keeps to the limit and closes the source", async () => {
  let closed = false;
  async function* endless() {
    try {
      for (let i = 0;; i++) {
        if (i % 100 === 0) await Promise.resolve();
        yield { input: Float32Array.of(i, -i), label: Uint8Array.of(i & 255) };
      }
    } finally {
      closed = true;
    }
  }
  const data = await fromIterable(endless(), { limit: 1000 });
  assertEquals(data.count, 1000);
  assertEquals(data.inputs.length, 2000);
  assertEquals([data.inputs[1998], data.inputs[1999]], [999, -999]);
  assertEquals(data.labels[999], 999 & 255);
  assertEquals(closed, true);
});

Deno.test("fromIterable() gives inputs the shape asked for", async () => {
  const data = await fromIterable([{ input: [1, 2, 3, 4], label: [1, 0] }], {
    inputShape: [2, 2, 1],
  });
  assertEquals(data.inputShape, [2, 2, 1]);
  assertEquals(data.labelShape, [2]);
});

Deno.test("fromIterable() names the example that does not fit", async () => {
  const one = { input: [1, 2], label: 0 };
  // deno-lint-ignore no-explicit-any
  const cases: [any[], string][] = [
    [[], "no examples"],
    [[one, { input: [1], label: 0 }], "example 1: its input has 1 values"],
    [[one, { input: Uint8Array.of(1, 2), label: 0 }], "is of Uint8Array"],
    [[one, { input: [1, NaN], label: 0 }], "holds NaN at 1"],
    [[one, { input: [1, 1e39], label: 0 }], "holds 1e+39 at 1"],
    [[{ input: [1], label: "cat" }], "its label is not a number"],
    [[{ input: ["a"], label: 0 }], "holds a at 0"],
    [[{ input: [1] }], "neither { input, label }"],
    [[Float32Array.of(1)], "say with { label }"],
  ];
  for (const [items, message] of cases) {
    await assertRejects(() => fromIterable(items), DataError, message);
  }
  await assertRejects(
    () => fromIterable([Float32Array.of(1)], { label: 3 }),
    DataError,
    "the label should be at 3",
  );
});
