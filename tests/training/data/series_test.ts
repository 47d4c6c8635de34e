import { assertEquals, assertRejects } from "@std/assert";
import {
  DataError,
  readCsv,
  readSeries,
} from "../../../src/training/data/mod.ts";
import { realData, testOnRealData, utf8 } from "./real_data.ts";

Deno.test("readSeries() reads rows of different lengths", async () => {
  const text = "id,1,2,3\nA,1,2,3\nB,4.5\nC,5,6,\n";
  const series = await readSeries(utf8(text), { name: "id" });
  assertEquals(series, [
    { name: "A", values: Float64Array.of(1, 2, 3) },
    { name: "B", values: Float64Array.of(4.5) },
    { name: "C", values: Float64Array.of(5, 6) },
  ]);
});

Deno.test("readSeries() refuses a gap and a text, and knows the usual slip", async () => {
  await assertRejects(
    () => readSeries(utf8("1,,3\n"), { header: false }),
    DataError,
    'line 1: Value 2 of the series is ""',
  );
  await assertRejects(
    () => readSeries(utf8("A,1\n"), { header: false }),
    DataError,
    "pass { name: 0 }",
  );
});

testOnRealData(
  "readSeries() reads M4's weekly series, which readCsv() refuses with advice",
  async () => {
    const source = realData("m4-weekly/Weekly-train.csv.gz");
    const train = await readSeries(source, { name: "V1" });
    const test = await readSeries(realData("m4-weekly/Weekly-test.csv.gz"), {
      name: 0,
    });
    assertEquals(train.length, 359);
    assertEquals(test.length, 359);
    assertEquals(train[0]!.name, "W1");
    assertEquals(train[0]!.values[0], 1089.2);
    assertEquals(test.every(({ values }) => values.length === 13), true);
    const lengths = train.map(({ values }) => values.length);
    assertEquals([Math.min(...lengths), Math.max(...lengths)], [80, 2597]); // as published
    const head = "V1,V2,V3\nW1,1,2\nW2,1\n";
    await assertRejects(
      () => readCsv(utf8(head), { label: "V3" }),
      DataError,
      "readSeries",
    );
  },
);
