import { assert, assertEquals } from "@std/assert";
import { manifestDifferences } from "../../src/network/mod.ts";
import type { Stream } from "@libp2p/interface";
import { type Hello, HelloStream, judge } from "../../src/network/hello.ts";
import { encodeFrames } from "../../src/network/streams.ts";

const hello: Hello = {
  version: 1,
  swarm: "a",
  manifestHash: "00",
  manifest: { optimizer: { kind: "sgd", learningRate: 0.1 }, epochs: 3 },
  details: {},
  addresses: [],
};

Deno.test("manifestDifferences() names the path and both values", () => {
  assertEquals(
    manifestDifferences(
      { optimizer: { learningRate: 0.1 }, layers: [64, 10], seed: 7 },
      { optimizer: { learningRate: 0.05 }, layers: [32, 10], task: "digits" },
    ),
    [
      "layers[0]: 64 here, 32 there",
      "optimizer.learningRate: 0.1 here, 0.05 there",
      "seed: 7 here, absent there",
      'task: absent here, "digits" there',
    ],
  );
});

Deno.test("manifestDifferences() is empty for equal manifests in any key order", () => {
  assertEquals(manifestDifferences({ a: 1, b: [2] }, { b: [2], a: 1 }), []);
});

Deno.test("manifestDifferences() shortens long values and bounds nesting", () => {
  let deep: Record<string, unknown> = { end: 1 };
  for (let i = 0; i < 10_000; i++) deep = { deep };
  const lines = manifestDifferences(
    { deep: 0, long: "x".repeat(1000) },
    { deep, long: "y", ["z".repeat(1000)]: 1 },
  );
  assertEquals(lines.length, 3);
  assert(lines.every((line) => line.length < 200), lines.join("\n"));
});

Deno.test("judge() welcomes, ignores other swarms and refuses other manifests", () => {
  assertEquals(judge(hello, { ...hello }), { kind: "welcome" });
  assertEquals(judge(hello, { ...hello, swarm: "b" }), { kind: "stranger" });
  assertEquals(judge(hello, { ...hello, version: 2 }), {
    kind: "refused",
    reason:
      "speaks another version of the protocol: 1 here, 2 there; update Drover",
  });
  const other = { ...hello, manifestHash: "01" };
  assertEquals(judge(hello, { ...other, manifest: { epochs: 3 } }), {
    kind: "refused",
    reason:
      'trains another task: optimizer: {"kind":"sgd","learningRate":0.1} here, absent there; give both the same task file, data and options',
  });
  assertEquals(judge(hello, other), {
    kind: "refused",
    reason:
      "trains another task: manifest hash: 00 here, 01 there; give both the same task file, data and options",
  });
});

Deno.test("judge() names three lines and counts the rest", () => {
  const verdict = judge(
    { ...hello, manifest: { a: 1, b: 1, c: 1, d: 1, e: 1 } },
    { ...hello, manifestHash: "01", manifest: {} },
  );
  assertEquals(verdict, {
    kind: "refused",
    reason:
      "trains another task: a: 1 here, absent there; b: 1 here, absent there; c: 1 here, absent there; and 2 more; give both the same task file, data and options",
  });
});

/** A hello stream on which somebody has said this. */
function hearing(value: object): HelloStream {
  const frame = new TextEncoder().encode(JSON.stringify(value));
  const stream = {
    source: encodeFrames([frame]),
    sink: () => Promise.resolve(),
  };
  return new HelloStream(stream as unknown as Stream);
}

Deno.test("HelloStream hears of a stranger no more than fits into what all neighbours are told", async () => {
  const addresses = Array.from({ length: 1000 }, (_, i) => `/ip4/10.0.0.${i}`);
  addresses[0] = "/dns/" + "x".repeat(100_000);
  const details = { name: "x".repeat(100_000) };
  const heard = await hearing({ ...hello, addresses, details }).readHello();
  const neighbours = await hearing({
    add: [{ id: "ox", addresses, details }],
    remove: [],
  }).readNeighbours();
  for (const said of [heard, neighbours!.add[0]!]) {
    assert(JSON.stringify(said).length < 1000, JSON.stringify(said));
    assertEquals(said.details, {});
    assertEquals(said.addresses.length, 32);
  }
  const brief = await hearing({ ...hello, details: { name: "ox" } })
    .readHello();
  assertEquals(brief.details, { name: "ox" });
});
