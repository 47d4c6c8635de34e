import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  DataError,
  type Dataset,
  oneHot,
  scale,
  selectExamples,
  splitDataset,
  standardize,
} from "../../../src/training/data/mod.ts";

/** `count` examples of two inputs (i, 10 i) and label i mod 3. */
function numbered(count: number): Dataset {
  const indices = Array.from({ length: count }, (_, i) => i);
  return {
    inputs: Int16Array.from(indices.flatMap((i) => [i, 10 * i])),
    inputShape: [2],
    labels: Uint8Array.from(indices, (i) => i % 3),
    labelShape: [],
    count,
  };
}

Deno.test("splitDataset() deals every example once, inputs with their labels", () => {
  const { train, validation } = splitDataset(numbered(100), {
    validation: 0.25,
    seed: 1,
  });
  assertEquals([train.count, validation.count], [75, 25]);
  const seen: number[] = [];
  for (const { inputs, labels, count } of [train, validation]) {
    assert(inputs instanceof Int16Array);
    for (let i = 0; i < count; i++) {
      assertEquals(inputs[2 * i + 1], 10 * inputs[2 * i]!);
      assertEquals(labels[i], inputs[2 * i]! % 3);
      seen.push(inputs[2 * i]!);
    }
  }
  assertEquals(
    seen.toSorted((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => i),
  );
});

Deno.test("splitDataset() depends on the seed alone", () => {
  const split = (seed: number) =>
    splitDataset(numbered(50), { validation: 10, seed }).validation.inputs;
  assertEquals(split(1), split(1));
  assert(split(1).join() !== split(2).join());
});

Deno.test("splitDataset() refuses to leave a part empty", () => {
  for (const validation of [0, 0.01, -1, 10, 1.5, NaN]) {
    assertThrows(
      () => splitDataset(numbered(10), { validation, seed: 0 }),
      DataError,
      "neither part is empty",
    );
  }
});

Deno.test("selectExamples() copies by index and checks it", () => {
  const chosen = selectExamples(numbered(5), [4, 0, 4]);
  assertEquals(chosen.inputs, Int16Array.of(4, 40, 0, 0, 4, 40));
  assertEquals(chosen.labels, Uint8Array.of(1, 0, 1));
  assertThrows(() => selectExamples(numbered(5), [5]), DataError, "example 5");
});

Deno.test("oneHot() encodes class indices and refuses others", () => {
  const encoded = oneHot(numbered(4));
  assertEquals(
    encoded.labels,
    Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0),
  );
  assertEquals(encoded.labelShape, [3]);
  assertEquals(oneHot(numbered(1), { classes: 5 }).labels.length, 5);
  assertThrows(
    () => oneHot(numbered(4), { classes: 2 }),
    DataError,
    "label 2 of example 2",
  );
  const fractional = { ...numbered(1), labels: Float32Array.of(0.5) };
  assertThrows(() => oneHot(fractional), DataError, "label 0.5");
  assertThrows(() => oneHot(encoded), DataError, "shape [3]");
});

Deno.test("scale() maps intervals, bytes to 0 … 1 by default", () => {
  const bytes = { ...numbered(1), inputs: Uint8Array.of(0, 255) };
  assertEquals(scale(bytes).inputs, Float32Array.of(0, 1));
  assertEquals(scale(bytes, { to: [-1, 1] }).inputs, Float32Array.of(-1, 1));
  const points = scale(numbered(2), { from: [0, 10] });
  assertEquals(points.inputs, Float32Array.of(0, 0, 0.1, 1));
  assertThrows(() => scale(numbered(1)), DataError, "from");
  assertThrows(() => scale(bytes, { from: [1, 1] }), DataError, "empty");
});

Deno.test("standardize() gives the training set mean 0 and deviation 1", () => {
  const far = numbered(64);
  far.inputs = Float64Array.from(far.inputs, (x) => 1e6 + x);
  const { train } = standardize({ train: far });
  for (const place of [0, 1]) {
    const values = Array.from(train.inputs).filter((_, i) => i % 2 === place);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + b * b, 0) / values.length;
    assertAlmostEquals(mean, 0, 1e-6);
    assertAlmostEquals(variance, 1, 1e-6);
  }
});

Deno.test("standardize() treats other sets by the training set's statistics", () => {
  const train = { ...numbered(2), inputs: Float32Array.of(0, 5, 2, 5) };
  const test = { ...numbered(1), inputs: Float32Array.of(3, 6) };
  const result = standardize({ train, test });
  assertEquals(result.statistics.mean, Float64Array.of(1, 5));
  assertEquals(result.statistics.deviation, Float64Array.of(1, 1)); // 5 does not vary
  assertEquals(result.train.inputs, Float32Array.of(-1, 0, 1, 0));
  assertEquals(result.test.inputs, Float32Array.of(2, 1));
  const again = standardize({ train: test }, { statistics: result.statistics });
  assertEquals(again.train.inputs, result.test.inputs);
});

Deno.test("standardize() brings new rows to the scale of the training", () => {
  const train = { ...numbered(2), inputs: Float32Array.of(0, 5, 4, 7) };
  const { statistics } = standardize({ train });
  const rows = { ...numbered(1), inputs: Float32Array.of(6, 6) };
  assertEquals(
    standardize(rows, { statistics }),
    { ...rows, inputs: Float32Array.of(2, 0) },
  );
});

Deno.test("standardize() keeps one mean per channel, or one in all", () => {
  const train = {
    ...numbered(1),
    inputs: Float32Array.of(0, 10, 2, 30),
    inputShape: [2, 2],
  };
  const channels = standardize({ train }, { per: "channel" });
  assertEquals(channels.statistics.mean, Float64Array.of(1, 20));
  assertEquals(channels.train.inputs, Float32Array.of(-1, -1, 1, 1));
  const all = standardize({ train }, { per: "all" });
  assertEquals(all.statistics.mean, Float64Array.of(10.5));
});

Deno.test("standardize() refuses shapes that differ", () => {
  const train = numbered(2);
  const test = { ...numbered(3), inputShape: [3], count: 2 };
  assertThrows(() => standardize({ train, test }), DataError, "test");
  const { statistics } = standardize({ train }, { per: "all" });
  assertThrows(
    () => standardize({ train }, { statistics }),
    DataError,
    "2 means",
  );
});
