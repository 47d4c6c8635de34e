import { assertEquals } from "@std/assert";
import { createCodec } from "../../src/compression/mod.ts";
import { TopKSelector } from "../../src/compression/select_top_k.ts";
import { Random } from "../../src/random/mod.ts";
import { decode, replay, seed, steps } from "./vectors.ts";

/** The definition, by sorting. */
function bySorting(values: Float64Array, k: number): number[] {
  const size = (i: number) => Math.abs(Math.fround(values[i]!));
  return Array.from(values.keys())
    .filter((i) => size(i) > 0)
    .sort((i, j) => size(j) - size(i) || i - j)
    .slice(0, k)
    .sort((i, j) => i - j);
}

Deno.test("TopKSelector select() equals sorting, whatever the distribution", () => {
  const random = new Random("select", seed);
  const selector = new TopKSelector();
  const kinds: (() => number)[] = [
    () => random.normal(),
    () => Math.sign(random.normal()) * 0.25,
    () => Math.floor(random.normal() * 2),
    () => 1 + random.uniform() * 1e-6,
    () => random.normal() * 2 ** -(random.uniform() * 160),
    () => random.uniform() < 0.97 ? 0 : random.normal() * 1e30,
    () => 1e38,
    () => 0,
  ];
  for (const draw of kinds) {
    for (const n of [0, 1, 2, 50, 1000, 20_000]) {
      const values = Float64Array.from({ length: n }, draw);
      for (const k of [1, Math.ceil(n / 100), Math.ceil(n / 3), n]) {
        if (k > n) continue;
        assertEquals(
          Array.from(
            selector.select({ step: values }, new Float32Array(n), k).indices,
          ),
          bySorting(values, k),
          replay,
        );
      }
    }
  }
});

Deno.test("Codec top-k sends exactly ceil(fraction * n) values", () => {
  const intended = steps(new Random("count", seed), 1001).map((value) =>
    value + 1e-3
  );
  const spec = { kind: "top-k", fraction: 0.1, values: "float32" } as const;
  const { payload } = createCodec(spec).encode(
    intended,
    new Float64Array(1001),
  );
  const sent = decode(spec, payload, 1001);
  const indices = Array.from(sent.keys()).filter((i) => sent[i] !== 0);
  assertEquals(indices, bySorting(intended, 101), replay);
});

Deno.test("Codec top-k encodes zeros in a few bytes", () => {
  for (const values of ["float32", "int8"] as const) {
    const codec = createCodec({ kind: "top-k", fraction: 0.5, values });
    const { payload, norm } = codec.encode(
      new Float64Array(10_000),
      new Float64Array(10_000),
    );
    codec.check(payload, 10_000, 1);
    assertEquals(norm, 0);
    assertEquals(payload.length, values === "float32" ? 8 : 9);
  }
});
