import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  canonicalJson,
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
