import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Assembler,
  chunksOf,
  decodeFrame,
  encodeValues,
  type ValuesChunk,
  valuesFrames,
  WireError,
} from "../../src/replica/mod.ts";
import { forSeeds, Random, SEED, valuesIn } from "./helpers.ts";

const CHUNK = 65_536;

/** Grid values of every magnitude that the grid has. */
function gridVector(length: number, random: Random): Float64Array {
  return Float64Array.from({ length }, (_, j) => {
    if (Math.floor(j / 64) % 9 === 8) return 0;
    const bits = 1 + random.below(1 + (Math.floor(j / 64) * 7) % 53);
    const units = Math.floor(random.uniform() * 2 ** bits);
    return (random.below(2) === 0 ? units : -units) / 2 ** 32 + 0;
  });
}

function chunkOf(bytes: Uint8Array): ValuesChunk {
  return valuesIn(decodeFrame(bytes));
}

function assembled(frames: Iterable<Uint8Array>, length: number): Float64Array {
  const assembler = new Assembler(length);
  for (const bytes of frames) assembler.take(chunkOf(bytes));
  assert(assembler.isWhole);
  return assembler.values;
}

Deno.test("Values of every width come out as they went in, to the last bit", () => {
  for (
    const length of [1, 63, 64, 65, 1000, CHUNK, CHUNK + 1, 2 * CHUNK + 77]
  ) {
    const values = gridVector(length, new Random(SEED + length));
    const frames = [...valuesFrames(values)];
    assertEquals(frames.length, chunksOf(length));
    const out = assembled(frames, length);
    for (let j = 0; j < length; j++) {
      if (!Object.is(out[j], values[j])) {
        throw new Error(
          `Seed ${SEED}: value ${j} is ${out[j]}, not ${values[j]}`,
        );
      }
    }
  }
});

Deno.test("The ends of each width take the fewest bytes", () => {
  for (let width = 1; width <= 7; width++) {
    const most = width === 7 ? 2 ** 53 - 1 : 2 ** (8 * width - 1) - 1;
    const least = width === 7 ? -most : -most - 1;
    for (const units of [most, least]) {
      const values = new Float64Array(64);
      values[17] = units / 2 ** 32;
      const frame = encodeValues(values, 0);
      assertEquals(frame.length, 6 + 1 + 64 * width, `${units}`);
      assertEquals(assembled([frame], 64), values);
    }
  }
  assertEquals(encodeValues(new Float64Array(130), 0).length, 6 + 3);
});

Deno.test("Weights of a trained network cost about 4 bytes each", () => {
  const random = new Random(SEED);
  const values = Float64Array.from(
    { length: CHUNK },
    () => Math.round((random.uniform() - 0.5) * 0.2 * 2 ** 32) / 2 ** 32,
  );
  const { length } = encodeValues(values, 0);
  assert(length < 4.02 * CHUNK, `${length} bytes`);
});

Deno.test("What does not hold the values that are due is refused, and can be sent again", () => {
  const values = gridVector(CHUNK + 100, new Random(SEED));
  const [first, second] = [...valuesFrames(values)];
  const assembler = new Assembler(values.length);
  const refuse = (bytes: Uint8Array, reason: string) =>
    assertThrows(() => assembler.take(chunkOf(bytes)), WireError, reason);
  refuse(second!, "chunk 0 is next");
  refuse(first!.subarray(0, -1), "do not hold 65536");
  refuse(new Uint8Array([...first!, 0]), "do not hold 65536");
  assembler.take(chunkOf(first!));
  refuse(first!, "chunk 1 is next");
  // Whole blocks of the right widths, but one of them missing.
  refuse(encodeValues(values.subarray(0, CHUNK + 64), 1), "do not hold 100");
  const wide = new Uint8Array(second!);
  wide[6] = 8;
  refuse(wide, "8 bytes each");
  assertEquals(assembler.isWhole, false);
  assertEquals(assembler.take(chunkOf(second!)), values);
  refuse(second!, "all 2 are there");
});

Deno.test("A value that reaches 2^21 is refused", () => {
  for (const high of [2 ** 21, -(2 ** 21), 2 ** 22, -(2 ** 23)]) {
    const bytes = new Uint8Array([6, 2, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
    new DataView(bytes.buffer).setUint16(11, high & 0xffff, true);
    bytes[13] = (high >> 16) & 0xff;
    assertThrows(
      () => new Assembler(1).take(chunkOf(bytes)),
      WireError,
      "2^21",
    );
  }
});

Deno.test("Whatever the bytes, what is taken is on the grid and below 2^21", () => {
  forSeeds(20, (random) => {
    const length = 1 + random.below(300);
    const good = encodeValues(gridVector(length, random), 0);
    for (let i = 0; i < 50; i++) {
      const bytes = random.below(4) === 0
        ? new Uint8Array([6, 2, 0, 0, 0, 0, ...random.bytes(random.below(99))])
        : new Uint8Array(good);
      for (let flips = random.below(6); flips > 0; flips--) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      const assembler = new Assembler(length);
      try {
        const frame = decodeFrame(bytes);
        if (frame.kind === "values") assembler.take(frame.chunk);
      } catch (error) {
        assert(error instanceof WireError, String(error));
        continue;
      }
      for (const value of assembler.values) {
        assert(Math.abs(value) < 2 ** 21 && Number.isInteger(value * 2 ** 32));
        assert(!Object.is(value, -0));
      }
    }
  });
});

Deno.test("A frame of values is no longer than it can be", () => {
  const bytes = new Uint8Array(6 + 1024 + 7 * CHUNK + 1);
  bytes.set([6, 2]);
  assertThrows(() => decodeFrame(bytes), WireError, "a frame of");
  assertThrows(() => decodeFrame(Uint8Array.of(6, 2, 0)), WireError, "3 bytes");
  assertThrows(
    () => decodeFrame(new Uint8Array([6, 3, 0, 0, 0, 0])),
    WireError,
    "version 3",
  );
  assertThrows(
    () => encodeValues(new Float64Array(3), 1),
    RangeError,
    "chunk 1",
  );
});
