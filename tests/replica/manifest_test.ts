import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  canonicalJson,
  manifestDifferences,
  ManifestError,
  manifestHash,
} from "../../src/replica/mod.ts";

Deno.test("canonicalJson() does not depend on the order of keys", () => {
  const a = { b: [1, { d: null, c: "x" }], a: -0, e: 1e21, u: undefined };
  const b = { e: 1e21, a: 0, b: [1, { c: "x", d: null }] };
  assertEquals(
    canonicalJson(a),
    '{"a":0,"b":[1,{"c":"x","d":null}],"e":1e+21}',
  );
  assertEquals(canonicalJson(b), canonicalJson(a));
  assertEquals(JSON.parse(canonicalJson(a)), b);
});

Deno.test("canonicalJson() names the path to what JSON cannot hold", () => {
  const cases: [unknown, string][] = [
    [
      { optimizer: { learningRate: NaN } },
      "optimizer.learningRate as JSON: it is NaN",
    ],
    [{ a: [0, () => 1] }, "a.1 as JSON: it is function"],
    [[undefined], "0 as JSON: it is undefined"],
    [1n, "the value as JSON: it is bigint"],
    [{ w: new Float32Array(1) }, "w as JSON: it is object"],
  ];
  for (const [value, message] of cases) {
    assertThrows(() => canonicalJson(value), ManifestError, message);
  }
});

Deno.test("manifestHash() changes with any value", () => {
  const manifest = {
    task: "digits",
    seed: 1,
    optimizer: { learningRate: 0.1 },
  };
  assertEquals(manifestHash(manifest).length, 32);
  assertEquals(manifestHash({ ...manifest }), manifestHash(manifest));
  assertNotEquals(
    manifestHash({ ...manifest, seed: 2 }),
    manifestHash(manifest),
  );
  assertNotEquals(
    manifestHash({ ...manifest, optimizer: { learningRate: 0.05 } }),
    manifestHash(manifest),
  );
});

Deno.test("manifestDifferences() has a line for each field that differs", () => {
  const here = {
    a: 1,
    optimizer: { learningRate: 0.1, kind: "sgd" },
    list: [1, 2],
    gone: null,
  };
  const there = {
    optimizer: { kind: "adam", learningRate: 0.05 },
    a: 1,
    list: [1, 3],
    more: [],
  };
  assertEquals(manifestDifferences(here, there), [
    "gone: null here, absent there",
    "list.1: 2 here, 3 there",
    "more: absent here, [] there",
    'optimizer.kind: "sgd" here, "adam" there',
    "optimizer.learningRate: 0.1 here, 0.05 there",
  ]);
  assertEquals(manifestDifferences(here, { ...here }), []);
  assertEquals(
    manifestDifferences({ a: "x".repeat(200) }, { a: 1 })[0]!.length < 120,
    true,
  );
  assertEquals(manifestDifferences({ list: [1] }, { list: [1, 2] }), [
    "list: [1] here, [1,2] there",
  ]);
});
