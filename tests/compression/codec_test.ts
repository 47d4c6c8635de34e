import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  CodecError,
  type CodecSpec,
  createCodec,
  DIVERGED,
  GRID,
  MAX_VALUE,
  maxPayloadLength,
} from "../../src/compression/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  decode,
  model,
  nameOf,
  norm,
  replay,
  seed,
  specs,
  steps,
} from "./vectors.ts";

const LENGTHS = [0, 1, 3, 255, 256, 257, 2500];

for (const spec of specs) {
  const codec = createCodec(spec);
  const name = nameOf(spec);
  const hasSigns = spec.kind === "sign" ||
    spec.kind === "top-k" && spec.values === "sign";

  Deno.test(`Codec ${name} accepts, decodes and measures what it encodes`, () => {
    const random = new Random("codec", seed);
    for (const n of LENGTHS) {
      const intended = steps(random, n), residual = new Float64Array(n);
      const encoded = codec.encode(intended, residual);
      codec.check(encoded.payload, n, 1);
      const decoded = decode(spec, encoded.payload, n);
      for (let i = 0; i < n; i++) {
        assert(
          Number.isInteger(decoded[i]! / GRID),
          `value ${i} off the grid: ${replay}`,
        );
        // Exact but for sign's, whose one scale can be much larger than a value.
        const left = intended[i]! - decoded[i]!;
        assertEquals(residual[i], hasSigns ? Math.fround(left) : left, replay);
      }
      assertAlmostEquals(encoded.norm, norm(decoded), 1e-9, replay);
      assertAlmostEquals(encoded.residualNorm, norm(residual), 1e-9, replay);
      assert(encoded.payload.length <= maxPayloadLength(spec, n), replay);
    }
  });

  Deno.test(`Codec ${name} gives the same bytes for the same vector, also in place`, () => {
    const intended = steps(new Random("same", seed), 1000);
    const first = codec.encode(intended, new Float64Array(1000));
    const copy = intended.slice();
    assertEquals(createCodec(spec).encode(copy, copy), first);
    assertEquals(copy.length, 1000);
  });

  Deno.test(`Codec ${name} adds, and takes back to the last byte`, () => {
    const random = new Random("undo", seed);
    for (const n of LENGTHS) {
      // The model also holds state behind the n trainable values, which must not be touched.
      const values = model(random, n + 5), before = values.slice();
      const { payload } = codec.encode(
        steps(random, n, 10),
        new Float64Array(n),
      );
      const decoded = decode(spec, payload, n);
      const bound = codec.addTo(payload, values, n, 1);
      for (let i = 0; i < n; i++) {
        assertEquals(values[i], before[i]! + decoded[i]!, replay);
      }
      const touched = values.subarray(0, n).filter((_, i) => decoded[i] !== 0);
      assert(touched.every((value) => Math.abs(value) <= bound), replay);
      assert(bound < DIVERGED, replay);
      codec.addTo(payload, values, n, -1);
      assertEquals(
        new Uint8Array(values.buffer),
        new Uint8Array(before.buffer),
        replay,
      );
    }
  });

  Deno.test(`Codec ${name} reaches the same bytes in any order of adding`, () => {
    const random = new Random("order", seed);
    const n = 600, start = model(random, n);
    const payloads = Array.from(
      { length: 20 },
      () => codec.encode(steps(random, n), new Float64Array(n)).payload,
    );
    const first = start.slice();
    for (const payload of payloads) codec.addTo(payload, first, n, 1);
    for (let trial = 0; trial < 5; trial++) {
      const other = start.slice();
      const rest = payloads.slice();
      while (rest.length > 0) {
        const [payload] = rest.splice(random.below(rest.length), 1);
        codec.addTo(payload!, other, n, 1);
      }
      assertEquals(
        new Uint8Array(other.buffer),
        new Uint8Array(first.buffer),
        replay,
      );
    }
  });

  Deno.test(`Codec ${name} reads a payload at any offset of a larger buffer`, () => {
    const n = 300;
    const { payload } = codec.encode(
      steps(new Random("offset", seed), n),
      new Float64Array(n),
    );
    const expected = decode(spec, payload, n);
    for (let offset = 0; offset < 9; offset++) {
      const larger = new Uint8Array(payload.length + 16).fill(0xee);
      larger.set(payload, offset);
      const part = larger.subarray(offset, offset + payload.length);
      codec.check(part, n, 1);
      assertEquals(decode(spec, part, n), expected);
      const values = new Float64Array(n);
      codec.addTo(part, values, n, 1);
      assertEquals(values, expected);
    }
  });

  Deno.test(`Codec ${name} saturates at maxAbs and leaves the rest in the residual`, () => {
    for (const maxAbs of [MAX_VALUE, 1, 0.3, 1e-9]) {
      const limited = createCodec(spec, { maxAbs });
      const intended = new Float64Array(64).fill(Math.fround(maxAbs / 3));
      intended[5] = 1e30;
      intended[6] = Math.fround(-2.5 * maxAbs);
      intended[7] = Math.fround(maxAbs);
      const residual = new Float64Array(64);
      const { payload } = limited.encode(intended, residual);
      limited.check(payload, 64, maxAbs);
      const decoded = decode(spec, payload, 64);
      assert(decoded[5]! > 0.5 * maxAbs - GRID && decoded[5]! <= maxAbs);
      for (let i = 0; i < 64; i++) {
        assertEquals(residual[i], Math.fround(intended[i]! - decoded[i]!));
      }
    }
  });

  Deno.test(`Codec ${name} sends what is carried, and the step in either width, to the same bytes`, () => {
    const random = new Random("carried", seed);
    for (const n of [0, 1, 17, 4099, 9000]) {
      const step = steps(random, n),
        carried = Float32Array.from(steps(random, n));
      const sum = step.map((v, i) => Math.fround(v + 0.75 * carried[i]!));
      const left = new Float32Array(n), expected = new Float32Array(n);
      const plain = codec.encode(sum, expected);
      assertEquals(codec.encode(step, left, carried, 0.75), plain, replay);
      assertEquals(left, expected, replay);
      const narrow = Float32Array.from(step);
      assertEquals(codec.encode(narrow, narrow, carried, 0.75), plain, replay);
      assertEquals(narrow, expected, replay);
      assertEquals(codec.encode(step, carried, carried, 0.75), plain, replay);
      assertEquals(carried, expected, replay);
    }
  });

  Deno.test(`Codec ${name} encodes nothing that float32 cannot hold`, () => {
    for (const bad of [NaN, Infinity, -Infinity, 1e39]) {
      const intended = new Float64Array(700).fill(0.25),
        residual = new Float64Array(700).fill(7);
      intended[600] = bad;
      const error = assertThrows(
        () => codec.encode(intended, residual),
        CodecError,
      );
      assert(
        error.message.includes(`value 600 of 700 is ${bad}`),
        error.message,
      );
    }
  });

  Deno.test(`Codec ${name} reports divergence exactly, and it can be taken back`, () => {
    const n = 2000;
    const intended = new Float64Array(n);
    intended[1234] = 2 ** 18;
    const { payload } = codec.encode(intended, new Float64Array(n));
    const sent = decode(spec, payload, n)[1234]!;
    assert(sent >= 2 ** 7);
    for (const side of [1, -1]) {
      const values = new Float64Array(n).fill(DIVERGED / 2);
      values[1234] = side * (DIVERGED - sent) - (side > 0 ? GRID : 0);
      const before = values.slice();
      if (side > 0) {
        assert(codec.addTo(payload, values, n, 1) < DIVERGED);
        codec.addTo(payload, values, n, -1);
        values[1234] = values[1234]! + GRID;
        before[1234] = values[1234]!;
        assert(codec.addTo(payload, values, n, 1) >= DIVERGED);
        codec.addTo(payload, values, n, -1);
      } else {
        assert(codec.addTo(payload, values, n, -1) >= DIVERGED);
        codec.addTo(payload, values, n, 1);
      }
      assertEquals(
        new Uint8Array(values.buffer),
        new Uint8Array(before.buffer),
      );
    }
  });
}

Deno.test("Codec float32 is within half an ulp or half a grid step", () => {
  const random = new Random("error", seed);
  const intended = steps(random, 3000, 100), residual = new Float64Array(3000);
  createCodec({ kind: "float32" }).encode(intended, residual);
  for (let i = 0; i < 3000; i++) {
    const most = Math.max(Math.abs(intended[i]!) * 2 ** -24, GRID / 2);
    // Rounding to the grid and then to float32 rounds twice.
    assert(
      Math.abs(residual[i]!) <= most + GRID / 2,
      `value ${i}: ${intended[i]}, ${replay}`,
    );
  }
});

Deno.test("Codec int8 is within half a scale, the scale within 1/63 of the block's largest", () => {
  const random = new Random("error", seed);
  const intended = steps(random, 3000, 100), residual = new Float64Array(3000);
  createCodec({ kind: "int8", block: 16 }).encode(intended, residual);
  for (let start = 0; start < 3000; start += 16) {
    const largest = Math.max(
      ...intended.subarray(start, start + 16).map(Math.abs),
    );
    const most = Math.max(largest / 63.5 / 2, GRID / 2);
    for (let i = start; i < Math.min(3000, start + 16); i++) {
      assert(
        Math.abs(residual[i]!) <= most,
        `value ${i}: ${intended[i]}, ${replay}`,
      );
    }
  }
});

Deno.test("Codec bfloat16 is within half of its last bit or half a grid step", () => {
  const random = new Random("error", seed);
  const intended = steps(random, 3000, 100), residual = new Float64Array(3000);
  createCodec({ kind: "bfloat16" }).encode(intended, residual);
  for (let i = 0; i < 3000; i++) {
    // Rounded to the grid and to float32 before, so a little more.
    const most = Math.abs(intended[i]!) * (2 ** -8 + 2 ** -23) + GRID;
    assert(
      Math.abs(residual[i]!) <= most,
      `value ${i}: ${intended[i]}, ${replay}`,
    );
  }
});

Deno.test("Codec sign takes the power of two that leaves the least behind", () => {
  const random = new Random("scale", seed);
  for (let trial = 0; trial < 200; trial++) {
    const n = 1 + random.below(16), scale = 2 ** -random.below(24);
    const intended = Float64Array.from(
      { length: n },
      () => Math.fround(random.normal() * scale),
    );
    const { residualNorm } = createCodec({ kind: "sign", block: 16 })
      .encode(intended, new Float64Array(n));
    const left = (s: number) => norm(intended.map((v) => v - (v < 0 ? -s : s)));
    for (let j = -32; j <= 4; j++) {
      assert(residualNorm <= left(2 ** j) * (1 + 1e-6), replay);
    }
    // Without this, error feedback would not converge.
    assert(residualNorm < norm(intended), replay);
  }
});

Deno.test("createCodec() says what is wrong with a spec", () => {
  const message = (spec: unknown) =>
    // deno-lint-ignore no-explicit-any
    assertThrows(() => createCodec(spec as any), CodecError).message;
  assert(message({ kind: "int4" }).includes('kind is "int4"'));
  assert(message(undefined).includes("kind is undefined"));
  assert(message({ kind: "int8", block: 100 }).includes("block is 100"));
  assert(message({ kind: "int8", block: 8 }).includes("block is 8"));
  assert(message({ kind: "top-k", fraction: 0 }).includes("fraction is 0"));
  assert(message({ kind: "top-k", fraction: NaN }).includes("fraction is NaN"));
  assert(
    message({ kind: "top-k", fraction: 0.1, values: "int4" }).includes(
      'values is "int4"',
    ),
  );
  assertThrows(
    () => createCodec({ kind: "float32" }, { maxAbs: 0 }),
    CodecError,
    "maxAbs is 0",
  );
});

Deno.test("createCodec() says what a description should be", () => {
  const spec = (given: unknown) => () => createCodec(given as CodecSpec);
  assertThrows(
    spec("top-k:0.1"),
    CodecError,
    '"top-k:0.1" is a word, write { kind: "top-k" }',
  );
  assertThrows(spec({ kind: "zip" }), CodecError, 'kind is "zip"');
  assertThrows(
    spec({ kind: "top-k", fraction: 0.1, values: "int8", part: 3 }),
    CodecError,
    '"part" is none of its settings, which are fraction, values, ',
  );
});
