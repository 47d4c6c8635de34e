import { assertEquals, assertThrows } from "@std/assert";
import {
  ModelFileError,
  readSafetensors,
  type SavedTensor,
  writeSafetensors,
} from "../../../src/training/saving/mod.ts";

/** A file with this header and these values, after the format's description. */
function file(header: unknown, values: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + values.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(values, 8 + text.length);
  return bytes;
}

Deno.test("writeSafetensors() writes the bytes that the format describes", () => {
  const bytes = writeSafetensors(
    new Map<string, SavedTensor>([
      ["a", { data: Uint8Array.of(7), shape: [] }],
      ["b", { data: Float32Array.of(1, -2), shape: [2, 1] }],
    ]),
    { framework: "drover" },
  );
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  assertEquals((8 + length) % 8, 0);
  assertEquals(
    JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + length))),
    {
      __metadata__: { framework: "drover" },
      b: { dtype: "F32", shape: [2, 1], data_offsets: [0, 8] },
      a: { dtype: "U8", shape: [], data_offsets: [8, 9] },
    },
  );
  assertEquals(view.getFloat32(8 + length, true), 1);
  assertEquals(view.getFloat32(12 + length, true), -2);
  assertEquals(bytes.at(-1), 7);
  assertEquals(bytes.length, 8 + length + 9);
});

Deno.test("readSafetensors() gives back what writeSafetensors() was given", () => {
  const tensors = new Map<string, SavedTensor>([
    ["f64", { data: Float64Array.of(0.1), shape: [1] }],
    ["f32", { data: Float32Array.of(1, NaN, Infinity, -0), shape: [2, 2] }],
    ["10", { data: Int32Array.of(-5), shape: [] }],
    ["9", { data: Uint32Array.of(2 ** 31), shape: [] }],
    ['ü "quoted" / __proto__', { data: new Float32Array(0), shape: [0, 3] }],
    ["__proto__", { data: Float32Array.of(4), shape: [1] }],
    ["i16", { data: Int16Array.of(-300), shape: [1] }],
    ["u16", { data: Uint16Array.of(65535), shape: [1] }],
    ["i8", { data: Int8Array.of(-1, 2, 3), shape: [3] }],
    ["u8", { data: Uint8Array.of(255), shape: [1] }],
  ]);
  const bytes = writeSafetensors(tensors, { a: "b" });
  const read = readSafetensors(bytes);
  assertEquals(read.metadata, { a: "b" });
  assertEquals(new Map([...read.tensors].sort()), new Map([...tensors].sort()));
  // At an odd offset too, as bytes lie in a larger buffer
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assertEquals(readSafetensors(shifted.subarray(1)).tensors, read.tensors);
  assertEquals(readSafetensors(writeSafetensors(new Map())).tensors.size, 0);
});

Deno.test("readSafetensors() widens half precision, bool and 64-bit integers", () => {
  const values = new Uint8Array([
    ...new Uint8Array(BigInt64Array.of(-2n).buffer),
    ...new Uint8Array(new Float16Array([0.5]).buffer),
    ...[0x80, 0xbf], // -1 as bfloat16
    ...[1],
  ]);
  const { tensors } = readSafetensors(file({
    i: { dtype: "I64", shape: [1], data_offsets: [0, 8] },
    h: { dtype: "F16", shape: [1], data_offsets: [8, 10] },
    b: { dtype: "BF16", shape: [1], data_offsets: [10, 12] },
    t: { dtype: "BOOL", shape: [1], data_offsets: [12, 13] },
  }, values));
  assertEquals(tensors.get("i")!.data, Int32Array.of(-2));
  assertEquals(tensors.get("h")!.data, Float32Array.of(0.5));
  assertEquals(tensors.get("b")!.data, Float32Array.of(-1));
  assertEquals(tensors.get("t")!.data, Uint8Array.of(1));
});

Deno.test("readSafetensors() refuses every truncation of a file", () => {
  const bytes = writeSafetensors(
    new Map([["w", { data: Float32Array.of(1, 2, 3), shape: [3] }]]),
  );
  for (let length = 0; length < bytes.length; length++) {
    assertThrows(
      () => readSafetensors(bytes.subarray(0, length), "w.safetensors"),
      ModelFileError,
      "Cannot read w.safetensors: It is truncated",
    );
  }
});

Deno.test("readSafetensors() says what is wrong with a header", () => {
  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const cases: [unknown, number, string][] = [
    ["[]", 0, "not a safetensors file"],
    ["{nonsense", 0, "not JSON"],
    [{ a: 1 }, 4, "lacks a proper dtype"],
    [{ a: { ...entry, shape: [-1] } }, 4, "lacks a proper dtype"],
    [{ a: { ...entry, shape: [1.5] } }, 4, "lacks a proper dtype"],
    [{ a: { ...entry, data_offsets: [0] } }, 4, "lacks a proper dtype"],
    [{ a: { ...entry, dtype: "F8_E4M3" } }, 4, "type F8_E4M3"],
    [{ a: { ...entry, dtype: "constructor" } }, 4, "type constructor"],
    [{ a: { ...entry, shape: [2] } }, 4, "takes 8 bytes and is given 4"],
    [{ a: { ...entry, data_offsets: [4, 8] } }, 8, "starts at byte 4"],
    [{ a: entry, b: entry }, 4, 'Tensor "b" starts at byte 0'],
    [{ a: entry }, 8, "4 bytes follow"],
    [{ a: entry, __metadata__: { x: 1 } }, 4, "not an object of strings"],
  ];
  for (const [header, length, message] of cases) {
    assertThrows(
      () => readSafetensors(file(header, new Uint8Array(length))),
      ModelFileError,
      message,
    );
  }
  const huge = new Uint8Array(16).fill(0xff);
  assertThrows(() => readSafetensors(huge), ModelFileError, "not a safeten");
});

Deno.test("writeSafetensors() refuses shapes that do not fit and reserved names", () => {
  const data = Float32Array.of(1, 2);
  assertThrows(
    () => writeSafetensors(new Map([["a", { data, shape: [3] }]])),
    ModelFileError,
    "shape [3] means 3 values and there are 2",
  );
  assertThrows(
    () => writeSafetensors(new Map([["__metadata__", { data, shape: [2] }]])),
    ModelFileError,
    "reserves",
  );
});
