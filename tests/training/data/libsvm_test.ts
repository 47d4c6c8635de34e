import { assertEquals, assertRejects } from "@std/assert";
import {
  DataError,
  type LibsvmOptions,
  readLibsvm,
} from "../../../src/training/data/mod.ts";
import { gzip, realData, testOnRealData, utf8 } from "./real_data.ts";

Deno.test("readLibsvm() makes sparse lines dense and keeps labels", async () => {
  const text = "+1 1:0.5 3:-2e-1 # first\r\n\n-1 2:4\n";
  for (const source of [utf8(text), gzip(utf8(text))]) {
    const data = await readLibsvm(source);
    assertEquals(data.inputs, Float32Array.of(0.5, 0, -0.2, 0, 4, 0));
    assertEquals(data.inputShape, [3]);
    assertEquals(data.labels, Float32Array.of(1, -1));
    assertEquals(data.count, 2);
    assertEquals(data.classes, undefined);
  }
});

Deno.test("readLibsvm() maps labels to classes, ascending or as given", async () => {
  const text = utf8("+1 1:1\n-1 1:1\n");
  const ascending = await readLibsvm(text, { classes: true });
  assertEquals(ascending.labels, Int32Array.of(1, 0));
  assertEquals(ascending.classes, [-1, 1]);
  const given = await readLibsvm(text, { classes: [1, -1] });
  assertEquals(given.labels, Int32Array.of(0, 1));
});

Deno.test("readLibsvm() pads to the features asked for, and counts from 0 if told", async () => {
  const padded = await readLibsvm(utf8("1 2:7\n"), { features: 4 });
  assertEquals(padded.inputs, Float32Array.of(0, 7, 0, 0));
  const zero = await readLibsvm(utf8("1 0:5 2:7\n"), { base: 0 });
  assertEquals(zero.inputs, Float32Array.of(5, 0, 7));
});

Deno.test("readLibsvm() names the line of what is wrong", async () => {
  const cases: [string, string, LibsvmOptions][] = [
    ["1 1:1\nx 1:1\n", 'line 2: The label "x" is not a number', {}],
    ["1:1 2:1\n", "each line begins with its label", {}],
    ["1 1\n", '"1" is not index:value', {}],
    ["1 a:1\n", '"a:1" is not index:value', {}],
    ["1 1:\n", '"1:" is not index:value', {}],
    ["1 1:nan\n", '"1:nan" is not index:value', {}],
    ["1 qid:3 1:1\n", '"qid:3" is not index:value', {}],
    ["1 0:1\n", "pass { base: 0 }", {}],
    ["1 3:1 2:1\n", "Index 2 follows 3", {}],
    ["1 2:1 2:1\n", "Index 2 follows 2", {}],
    ["1 5:1\n", "Index 5 lies beyond the 4 features", { features: 4 }],
    ["1 1:1\n2 1:1\n", "line 2: Label 2 is not one of", { classes: [0, 1] }],
    ["# only a comment\n", "no examples", {}],
    ["1 4000000000:1\n", "too many to hold", {}],
  ];
  for (const [text, message, options] of cases) {
    await assertRejects(
      () => readLibsvm(utf8(text), options),
      DataError,
      message,
    );
  }
});

testOnRealData("readLibsvm() reads a8a, mushrooms and phishing", async () => {
  const expected = [
    { name: "a8a", count: 22696, features: 123, classes: [-1, 1] },
    { name: "mushrooms", count: 8124, features: 112, classes: [1, 2] },
    { name: "phishing", count: 11055, features: 68, classes: [0, 1] },
  ];
  for (const { name, count, features, classes } of expected) {
    const data = await readLibsvm(realData(`libsvm/${name}.gz`), {
      features,
      classes: true,
    });
    assertEquals(data.count, count, name);
    assertEquals(data.inputs.length, count * features, name);
    assertEquals(data.classes, classes, name);
  }
});
