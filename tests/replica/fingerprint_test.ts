import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createCodec } from "../../src/compression/mod.ts";
import {
  encodePayload,
  Fingerprint,
  hashOf,
  payloadCodec,
} from "../../src/replica/mod.ts";
import { forSeeds, MANIFEST, type Random, SPECS } from "./helpers.ts";

const GRID_UNITS = 2 ** 32;

/** F read off one coordinate at a time: values of one grid unit give the coefficients. */
function coefficientsOf(fingerprint: Fingerprint, length: number): bigint[] {
  const values = new Float64Array(length);
  return Array.from({ length }, (_, j) => {
    values.fill(0);
    values[j] = 1 / GRID_UNITS;
    return fingerprint.of(values);
  });
}

function randomGrid(random: Random): number {
  const size = 2 ** (21 + random.below(32));
  const units = Math.floor((2 * random.uniform() - 1) * size);
  return units / GRID_UNITS + 0;
}

Deno.test("Fingerprint of() equals a BigInt oracle at every size of value and length", () => {
  forSeeds(8, (random) => {
    const length = random.pick([1, 2, 63, 64, 65, 700]);
    const fingerprint = new Fingerprint(random.bytes(32), {
      trainable: length,
      state: 0,
    });
    const coefficients = coefficientsOf(fingerprint, length);
    for (let trial = 0; trial < 8; trial++) {
      const values = Float64Array.from({ length }, () => randomGrid(random));
      let sum = 0n;
      values.forEach((value, j) =>
        sum += coefficients[j]! * BigInt(value * GRID_UNITS)
      );
      assertEquals(fingerprint.of(values), BigInt.asUintN(64, sum));
    }
  });
});

Deno.test("Fingerprint of() is exact where every term is largest", () => {
  const length = 3 * 2 ** 15 + 17;
  const fingerprint = new Fingerprint(MANIFEST, {
    trainable: length,
    state: 0,
  });
  const largest = 2 ** 21 - 1 / GRID_UNITS;
  const half = new Float64Array(length).fill(0.5);
  const sum = fingerprint.of(half) / BigInt(GRID_UNITS / 2);
  for (const value of [largest, -largest, 0.5, -0.5, 2 ** 21, 1 / GRID_UNITS]) {
    const expected = BigInt.asUintN(64, sum * BigInt(value * GRID_UNITS));
    assertEquals(
      fingerprint.of(new Float64Array(length).fill(value)),
      expected,
    );
  }
});

Deno.test("Fingerprint coefficients are odd, of 16 bits, and differ between manifests", () => {
  const layout = { trainable: 200, state: 0 };
  const here = coefficientsOf(new Fingerprint(MANIFEST, layout), 200);
  assertEquals(here.every((a) => a % 2n === 1n && a < 65536n), true);
  assertNotEquals(
    here,
    coefficientsOf(new Fingerprint(hashOf("other"), layout), 200),
  );
  assertEquals(new Set(here).size > 190, true);
});

Deno.test("Fingerprint is additive over payloads of every codec, in any order", () => {
  forSeeds(8, (random) => {
    const layout = { trainable: 100, state: 7 };
    const fingerprint = new Fingerprint(MANIFEST, layout);
    const x = Float64Array.from(
      { length: 107 },
      () => randomGrid(random) / 4 + 0,
    );
    x.forEach((value, j) =>
      x[j] = Math.round(value * GRID_UNITS) / GRID_UNITS + 0
    );
    let sum = fingerprint.of(x);
    for (const spec of SPECS) {
      const codec = createCodec(spec);
      const step = Float64Array.from({ length: 100 }, () => random.normal());
      const encoded = codec.encode(step, step);
      const state = Float32Array.from({ length: 7 }, () => random.normal());
      const payload = encodePayload(encoded, { layout, state });
      const own = fingerprint.ofPayload(payload, payloadCodec(codec.id));
      sum = BigInt.asUintN(64, sum + own);
      codec.addTo(payload.subarray(0, -28), x, 100, 1);
      new Float32Array(payload.slice(-28).buffer).forEach((value, i) =>
        x[100 + i]! += value
      );
    }
    assertEquals(fingerprint.of(x), sum);
    assertEquals(fingerprint.ofPayload(new Uint8Array(), undefined), 0n);
    assertThrows(() => fingerprint.of(x.subarray(1)), RangeError, "106 values");
  });
});

Deno.test("Fingerprint of a top-k payload is that of the vector it stands for, read without it", () => {
  forSeeds(8, (random) => {
    const trainable = random.pick([1, 65, 700, 3000]);
    const layout = { trainable, state: 0 };
    const fingerprint = new Fingerprint(random.bytes(32), layout);
    for (const values of ["int8", "float32", "sign"] as const) {
      for (const fraction of [0.01, 0.3, 1]) {
        const codec = createCodec({ kind: "top-k", fraction, values });
        const step = Float64Array.from(
          { length: trainable },
          () => 10 * (2 * random.uniform() - 1),
        );
        const { payload } = codec.encode(step, new Float64Array(trainable));
        const decoded = new Float64Array(trainable);
        codec.decode(payload, decoded);
        assertEquals(
          fingerprint.ofPayload(payload, codec),
          fingerprint.of(decoded),
        );
      }
    }
  });
});
