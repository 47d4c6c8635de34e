import { assertEquals, assertRejects } from "@std/assert";
import { DataError, readNpy } from "../../../src/training/data/mod.ts";
import { npy } from "./npy_files.ts";
import { gzip } from "./real_data.ts";

/** The same elements, most significant byte first. */
function bigEndian(values: ArrayBufferView, size: number): Uint8Array {
  const bytes = new Uint8Array(values.buffer.slice(0));
  for (let i = 0; i < bytes.length; i += size) {
    bytes.subarray(i, i + size).reverse();
  }
  return bytes;
}

Deno.test("readNpy() reads every numeric type in both byte orders", async () => {
  const cases: [string, ArrayBufferView, number, ArrayBufferView][] = [
    ["b1", Uint8Array.of(1, 0), 1, Uint8Array.of(1, 0)],
    ["i1", Int8Array.of(-1, 127), 1, Int8Array.of(-1, 127)],
    ["u1", Uint8Array.of(255, 1), 1, Uint8Array.of(255, 1)],
    ["i2", Int16Array.of(-300, 2), 2, Int16Array.of(-300, 2)],
    ["u2", Uint16Array.of(65535, 2), 2, Uint16Array.of(65535, 2)],
    ["i4", Int32Array.of(-70000, 2), 4, Int32Array.of(-70000, 2)],
    ["u4", Uint32Array.of(2 ** 31, 2), 4, Uint32Array.of(2 ** 31, 2)],
    ["i8", BigInt64Array.of(-3n, 2n), 8, Int32Array.of(-3, 2)],
    [
      "i8",
      BigInt64Array.of(-(2n ** 40n), 7n),
      8,
      Float64Array.of(-(2 ** 40), 7),
    ],
    ["u8", BigUint64Array.of(3n, 2n), 8, Int32Array.of(3, 2)],
    ["f2", new Float16Array([1.5, -65504]), 2, Float32Array.of(1.5, -65504)],
    ["f4", Float32Array.of(1.25, -3), 4, Float32Array.of(1.25, -3)],
    ["f8", Float64Array.of(0.1, -1e300), 8, Float64Array.of(0.1, -1e300)],
  ];
  for (const [type, values, size, expected] of cases) {
    for (const order of size === 1 ? ["|"] : ["<", ">"]) {
      const stored = order === ">" ? bigEndian(values, size) : values;
      const { data, shape } = await readNpy(npy(order + type, [2], stored));
      assertEquals(data, expected, order + type);
      assertEquals(shape, [2]);
    }
  }
});

Deno.test("readNpy() reads versions 1 to 3, scalars, empty arrays and gzip", async () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  for (const version of [1, 2, 3] as const) {
    const bytes = npy("<f4", [2, 3], values, { version });
    assertEquals((await readNpy(gzip(bytes))).shape, [2, 3]);
    assertEquals((await readNpy(bytes)).data, values);
  }
  const scalar = await readNpy(npy("<f4", [], Float32Array.of(7)));
  assertEquals(scalar.shape, []);
  const empty = await readNpy(npy("<f4", [0, 3], new Float32Array()));
  assertEquals(empty, { data: new Float32Array(), shape: [0, 3] });
});

Deno.test("readNpy() turns Fortran order into C order", async () => {
  // a[i][j][k] = 100 i + 10 j + k of shape 2 x 3 x 2, first axis fastest
  const stored: number[] = [];
  for (let k = 0; k < 2; k++) {
    for (let j = 0; j < 3; j++) {
      for (let i = 0; i < 2; i++) stored.push(100 * i + 10 * j + k);
    }
  }
  const bytes = npy("<i2", [2, 3, 2], Int16Array.from(stored), {
    fortran: true,
  });
  const { data } = await readNpy(bytes);
  assertEquals(
    [...data],
    [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121],
  );
});

Deno.test("readNpy() says what is wrong with a file", async () => {
  const good = npy("<f4", [2], Float32Array.of(1, 2));
  const version4 = good.slice();
  version4[6] = 4;
  const text = new TextEncoder();
  const headless = new Uint8Array([
    ...good.subarray(0, 6),
    ...[1, 0, 3, 0],
    ...text.encode("{}\n"),
  ]);
  const records = npy("@", [2], Float32Array.of(1, 2));
  const cases: [Uint8Array, string][] = [
    [good.subarray(0, 9), "truncated within its header"],
    [good.subarray(0, 40), "truncated within its header"],
    [good.subarray(0, good.length - 1), "promises [2] float32 values"],
    [new Uint8Array([...good, 0]), "too long"],
    [text.encode("1,2\n"), "not an npy file"],
    [text.encode("PK\x03\x04"), "read it with readNpz"],
    [version4, "version 4"],
    [headless, "lacks descr"],
    [npy("<c8", [1], Float64Array.of(1)), 'of type "<c8"'],
    [npy("|O", [1], Float64Array.of(1)), 'of type "|O"'],
    [records, 'of type "@"'],
    [npy("<i8", [1], BigInt64Array.of(2n ** 60n)), "more than the 53 bits"],
  ];
  for (const [bytes, message] of cases) {
    await assertRejects(() => readNpy(bytes), DataError, message);
  }
});
