import { assert, assertEquals } from "@std/assert";
import {
  longestIndices,
  readIndices,
  RiceWriter,
} from "../../src/compression/rice.ts";
import { Random } from "../../src/random/mod.ts";
import { replay, seed } from "./vectors.ts";

function write(indices: Uint32Array): Uint8Array {
  const writer = new RiceWriter();
  const bytes = new Uint8Array(writer.plan(indices));
  writer.write(bytes, 0);
  return bytes;
}

/** Each index below n with a chance of its own region's. */
function draw(random: Random, n: number, chances: readonly number[]) {
  return Uint32Array.from(
    Array.from({ length: n }, (_, i) => i).filter((i) =>
      random.uniform() < chances[Math.floor(i * chances.length / n)]!
    ),
  );
}

/** Bits that the choice of k out of n takes at least, where each choice is as likely. */
function entropy(k: number, n: number): number {
  const part = k / n;
  return -n *
    (part * Math.log2(part) + (1 - part) * Math.log2(1 - part));
}

Deno.test("Indices are read as they were written, at any density", () => {
  const random = new Random("rice", seed);
  for (const density of [0, 1e-4, 0.01, 0.1, 0.5, 0.99, 1]) {
    for (const n of [1, 2, 31, 33, 5000]) {
      const indices = draw(random, n, [density, density / 50, density]);
      const bytes = write(indices);
      const out = new Uint32Array(indices.length);
      assertEquals(readIndices(bytes, 0, out.length, n), undefined, replay);
      readIndices(bytes, 0, out.length, n, out);
      assertEquals(out, indices, replay);
      assert(bytes.length <= longestIndices(out.length, n), replay);
    }
  }
});

Deno.test("Indices in runs with long gaps between them are read as they were written", () => {
  const random = new Random("runs", seed);
  const n = 7850;
  for (let trial = 0; trial < 1000; trial++) {
    const chosen = new Set<number>();
    for (let run = random.below(80); run >= 0; run--) {
      const start = random.below(n - 10);
      for (let i = random.below(10); i >= 0; i--) chosen.add(start + i);
    }
    const indices = Uint32Array.from(chosen).sort();
    const out = new Uint32Array(indices.length);
    const fault = readIndices(write(indices), 0, out.length, n, out);
    assertEquals([fault, out], [undefined, indices], replay);
  }
});

Deno.test("Indices far apart take every parameter there is", () => {
  for (let power = 0; power < 31; power++) {
    const indices = new Uint32Array([2 ** power - 1, 2 ** 31 - 2]);
    const bytes = write(indices), out = new Uint32Array(2);
    assertEquals(readIndices(bytes, 0, 2, 2 ** 31 - 1, out), undefined);
    assertEquals(out, indices);
    assert(bytes.length <= longestIndices(2, 2 ** 31 - 1));
  }
  const wide = Uint32Array.from({ length: 300 }, (_, j) => j * 7_000_000);
  const bytes = write(wide), out = new Uint32Array(300);
  assertEquals(readIndices(bytes, 0, 300, 2 ** 31, out), undefined);
  assertEquals(out, wide);
});

Deno.test("Indices take at most 5 % more than the entropy of their choice", () => {
  const random = new Random("entropy", seed);
  for (const density of [0.001, 0.005, 0.01, 0.02, 0.05, 0.1]) {
    const n = 200_000, indices = draw(random, n, [density]);
    const bits = 8 * write(indices).length;
    const least = entropy(indices.length, n);
    assert(bits < 1.05 * least, `${density}: ${bits / least}, ${replay}`);
  }
});

Deno.test("Indices that layers choose at unlike rates take less than their choice at one rate would", () => {
  const random = new Random("layers", seed);
  const n = 200_000, indices = draw(random, n, [0.001, 0.03, 0.002]);
  assert(8 * write(indices).length < 0.9 * entropy(indices.length, n), replay);
});

Deno.test("No indices are longer than longestIndices() says", () => {
  const random = new Random("longest", seed);
  for (let trial = 0; trial < 2000; trial++) {
    const n = 1 + random.below(3000);
    // Runs and lonely ones, which fit no parameter well.
    const chances = Array.from(
      { length: 1 + random.below(6) },
      () => random.uniform() < 0.5 ? random.uniform() : random.uniform() ** 6,
    );
    const indices = draw(random, n, chances);
    const length = write(indices).length;
    assert(length <= longestIndices(indices.length, n), replay);
    // The bound must hold for fewer indices too, as zeros are never sent.
    assert(length <= longestIndices(Math.min(n, indices.length + 1), n));
  }
});
