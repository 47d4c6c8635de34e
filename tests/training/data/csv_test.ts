import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import {
  type CsvOptions,
  DataError,
  readCsv,
} from "../../../src/training/data/mod.ts";
import { gzip, realData, testOnRealData, utf8 } from "./real_data.ts";

const read = (text: string, options: CsvOptions) =>
  readCsv(utf8(text), options);
const refuses = (text: string, options: CsvOptions, message: string) =>
  assertRejects(() => read(text, options), DataError, message);

Deno.test("readCsv() suggests the separator where the header is a single cell", async () => {
  for (const separator of [";", "\t", "|"]) {
    await refuses(
      ["a", "y"].join(separator) + "\n" + ["1,5", "2"].join(separator),
      { label: "y" },
      `pass separator: ${JSON.stringify(separator)}`,
    );
  }
});

Deno.test("readCsv() reads numbers, the label by name or by number", async () => {
  for (const label of ["y", 1]) {
    const data = await read("a,y,b\n1,10,2\n3,20.5,-4e-1\n", { label });
    assertEquals(data.inputs, Float32Array.of(1, 2, 3, -0.4));
    assertEquals(data.inputShape, [2]);
    assertEquals(data.labels, Float32Array.of(10, 20.5));
    assertEquals(data.labelShape, []);
    assertEquals(data.features, ["a", "b"]);
    assertEquals(data.count, 2);
  }
});

Deno.test("readCsv() reads rows to predict, which have no label", async () => {
  const wine = await read("a,kind\n1,red\n2,white\n", { label: "kind" });
  const rows = await read("x,a\n7,5\n8,6\n", { label: null, like: wine });
  assertEquals(rows.inputs, Float32Array.of(5, 6));
  assertEquals(rows.labels, Float32Array.of(0, 0));
  const all = await read("x,a\n7,5\n,6\n", { label: null, missing: "mean" });
  assertEquals(all.inputs, Float32Array.of(7, 5, 7, 6));
});

Deno.test("readCsv() reads gzip, byte order marks, CRLF, quotes and other separators", async () => {
  const text = '\ufeff"a; b";y\r\n"1";2\r\n\r\n 3 ;4\r\n';
  const data = await readCsv(gzip(utf8(text)), { label: "y", separator: ";" });
  assertEquals(data.features, ["a; b"]);
  assertEquals(data.inputs, Float32Array.of(1, 3));
});

Deno.test("readCsv() reads files without a header", async () => {
  const data = await read("1,2,0\n3,4,1\n", { label: 2, header: false });
  assertEquals(data.inputs, Float32Array.of(1, 2, 3, 4));
  assertEquals(data.features, ["0", "1"]);
  await refuses("1,2\n", { label: "y", header: false }, "without a header");
});

Deno.test("readCsv() asks whether text among the inputs is the label", async () => {
  await refuses(
    "a,b,kind\n1,2,x\n",
    { label: "b" },
    '; if it is what is to be predicted, pass label: "kind" (the columns are "a", "b", "kind")',
  );
  await refuses("1,2,x\n", { label: 0, header: false }, "pass label: 2");
});

Deno.test("readCsv() takes the chosen columns in their order", async () => {
  const text = "id,a,b,y\nx7,1,2,0\n";
  const data = await read(text, { label: "y", columns: ["b", "a"] });
  assertEquals(data.inputs, Float32Array.of(2, 1));
  await refuses(text, { label: "y", columns: ["c"] }, 'It has no column "c"');
  await refuses(text, { label: "y", columns: ["y"] }, "is the label");
  await refuses(text, { label: 4 }, "counted from 0 to 3");
});

Deno.test("readCsv() encodes columns of text as one-hot when asked to", async () => {
  const text = "colour,size,y\nred,1,0\nblue,2,1\nred,3,0\n";
  const data = await read(text, { label: "y", categorical: "one-hot" });
  assertEquals(data.features, ["colour=blue", "colour=red", "size"]);
  assertEquals(data.inputs, Float32Array.of(0, 1, 1, 1, 0, 2, 0, 1, 3));
  const codes = await read(text, {
    label: "y",
    categorical: ["colour", "size"],
  });
  assertEquals(codes.features.slice(2), ["size=1", "size=2", "size=3"]);
});

Deno.test("readCsv() names line and column of what is not a number", async () => {
  await refuses(
    "a,y\n1,0\n\n1.5.2,0\n",
    { label: "y" },
    'line 4: Column "a" holds "1.5.2", which is not a finite number',
  );
  await refuses('"a",y\n"1",0\n"x\ny",1\n"z",1', { label: "y" }, "line 3");
  await refuses("a,y\nInfinity,0\n", { label: "y" }, "not a finite number");
  await refuses("a,y\n1e39,0\n", { label: "y" }, "not a finite number");
  // A stray text must not turn a column of numbers into categories.
  await refuses(
    "a,y\n1,0\n2,0\nabc,0\n",
    { label: "y", categorical: "one-hot" },
    'line 4: Column "a" holds "abc" here and a number on line 2',
  );
});

Deno.test("readCsv() takes a column of many different texts for identifiers", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `id${i},${i}`);
  await refuses(
    `a,y\n${rows.join("\n")}`,
    { label: "y", categorical: "one-hot" },
    "looks like identifiers",
  );
});

Deno.test("readCsv() treats missing cells as asked", async () => {
  const text = "a,y\n1,0\nNA,1\n5,1\n";
  await refuses(text, { label: "y" }, 'line 3: Column "a" has no value ("NA")');
  const options = { label: "y" } as const;
  const drop = await read(text, { ...options, missing: "drop" });
  assertEquals(drop.inputs, Float32Array.of(1, 5));
  assertEquals(drop.labels, Float32Array.of(0, 1));
  const mean = await read(text, { ...options, missing: "mean" });
  assertEquals(mean.inputs, Float32Array.of(1, 3, 5));
  const number = await read(text, { ...options, missing: -1 });
  assertEquals(number.inputs, Float32Array.of(1, -1, 5));
  const named = await read("a,y\n-999,0\n2,1\n", {
    ...options,
    missing: 0,
    missingValues: ["-999"],
  });
  assertEquals(named.inputs, Float32Array.of(0, 2));
  await refuses("a,y\n1,\n", { ...options, missing: "mean" }, "line 2");
});

Deno.test("readCsv() turns text labels into sorted classes", async () => {
  const text = "a,y\n1,yes\n2,no\n";
  const data = await read(text, { label: "y" });
  assertEquals(data.labels, Int32Array.of(1, 0));
  assertEquals(data.classes, ["no", "yes"]);
  const given = await read(text, { label: "y", classes: ["yes", "no"] });
  assertEquals(given.labels, Int32Array.of(0, 1));
  await refuses(text, { label: "y", classes: ["no"] }, 'line 2: Label "yes"');
  const codes = await read("a,y\n1,10\n2,9\n", { label: "y", classes: true });
  assertEquals(codes.classes, ["9", "10"]);
  await refuses("a,y\n1,10\n2,x\n", { label: "y" }, 'line 3: Column "y"');
});

Deno.test("readCsv() encodes a test file like its training file", async () => {
  const train = await read("c,x,y\nr,1,no\ng,3,yes\nb,5,no\n", {
    label: "y",
    categorical: "one-hot",
    missing: "mean",
  });
  const test = await read("y,c,x\nyes,g,\n", {
    label: "y",
    like: train,
    missing: "mean",
  });
  assertEquals(test.features, train.features);
  assertEquals(test.inputs, Float32Array.of(0, 1, 0, 3));
  assertEquals(test.labels, Int32Array.of(1));
  await refuses(
    "c,x,y\nviolet,1,no\n",
    { label: "y", like: train },
    'holds "violet"',
  );
});

Deno.test("readCsv() refuses ragged rows, stray quotes and empty files", async () => {
  await refuses(
    "a,b,y\n1,2,0\n1,0\n",
    { label: "y" },
    "line 3: The row has 2 cells where the header has 3",
  );
  await refuses('a,y\n1,"2\n', { label: "y" }, "not well-formed CSV");
  await refuses("a,y\n", { label: "y" }, "a header and no rows");
  await refuses("a,a,y\n1,2,3\n", { label: "y", columns: ["a"] }, "several");
});

testOnRealData("readCsv() reads the Boston mortgage decisions", async () => {
  const source = realData("hmda-boston/AER-HMDA.csv.gz");
  const data = await readCsv(source, {
    label: "deny",
    columns: ["pirat", "hirat", "lvrat", "chist", "selfemp", "afam"],
    categorical: "one-hot",
  });
  assertEquals(data.count, 2380);
  assertEquals(data.classes, ["no", "yes"]);
  const denied = data.labels as Int32Array;
  assertEquals(denied.reduce((sum, label) => sum + label, 0), 285);
  assertEquals(data.inputShape, [8]);
  let sum = 0;
  for (let i = 0; i < data.count; i++) sum += data.inputs[i * 8]!;
  assertAlmostEquals(sum / data.count, 0.3308, 1e-4);
  await assertRejects(
    () => readCsv(source, { label: "deny" }),
    DataError,
    'line 2: Column "phist" holds "no"',
  );
});
