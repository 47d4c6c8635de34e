import {
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  DataError,
  fromArrays,
  readIdx,
} from "../../../src/training/data/mod.ts";
import { gzip, realData, testOnRealData } from "./real_data.ts";

/** An IDX file by the format's description, values written by `write`. */
function idx(
  type: number,
  shape: number[],
  size: number,
  write: (view: DataView, offset: number, i: number) => void,
): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((a, b) => a * b, 1);
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + count * size);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  for (let i = 0; i < count; i++) write(view, start + i * size, i);
  return bytes;
}

Deno.test("readIdx() reads every element type, big-endian", async () => {
  const cases: [number, number, (v: DataView, o: number, x: number) => void][] =
    [
      [0x08, 1, (v, o, x) => v.setUint8(o, x)],
      [0x09, 1, (v, o, x) => v.setInt8(o, x)],
      [0x0b, 2, (v, o, x) => v.setInt16(o, x)],
      [0x0c, 4, (v, o, x) => v.setInt32(o, x)],
      [0x0d, 4, (v, o, x) => v.setFloat32(o, x)],
      [0x0e, 8, (v, o, x) => v.setFloat64(o, x)],
    ];
  const kinds = [
    Uint8Array,
    Int8Array,
    Int16Array,
    Int32Array,
    Float32Array,
    Float64Array,
  ];
  for (const [k, [type, size, set]] of cases.entries()) {
    const sign = type === 0x08 ? 1 : -1;
    const scale = size === 1 ? 10 : size === 2 ? 1000 : 100000;
    const value = (i: number) => sign * scale * i;
    const bytes = idx(type, [2, 3], size, (v, o, i) => set(v, o, value(i)));
    for (const source of [bytes, gzip(bytes)]) {
      const { data, shape } = await readIdx(source);
      assertEquals(shape, [2, 3]);
      assertEquals(data, new kinds[k]!([0, 1, 2, 3, 4, 5].map(value)));
    }
  }
});

Deno.test("readIdx() refuses what is truncated, too long or not IDX", async () => {
  const bytes = idx(0x0c, [3], 4, (v, o, i) => v.setInt32(o, i));
  for (const length of [3, 6, 8, bytes.length - 1]) {
    await assertRejects(
      () => readIdx(bytes.subarray(0, length)),
      DataError,
      "truncated",
    );
  }
  const error = await assertRejects(
    () => readIdx(bytes.subarray(0, 16)),
    DataError,
    "promises 3 int32 values, 20 bytes in all, and it has 16",
  ) as DataError;
  assertEquals(error.offset, 16);
  await assertRejects(
    () => readIdx(new Uint8Array([...bytes, 0])),
    DataError,
    "too long",
  );
  await assertRejects(
    () => readIdx(new TextEncoder().encode("label,x\n1,2\n")),
    DataError,
    "starts with 6c 61 62 65",
  );
});

Deno.test("fromArrays() pairs inputs with labels and gives inputs another shape", async () => {
  const inputs = await readIdx(
    idx(0x08, [2, 2, 2], 1, (v, o, i) => v.setUint8(o, i)),
  );
  const labels = await readIdx(
    idx(0x08, [2], 1, (v, o, i) => v.setUint8(o, i)),
  );
  const dataset = fromArrays({ inputs, labels }, { inputShape: [2, 2, 1] });
  assertEquals(dataset.count, 2);
  assertEquals(dataset.inputShape, [2, 2, 1]);
  assertEquals(dataset.labelShape, []);
  assertThrows(
    () => fromArrays({ inputs, labels }, { inputShape: [5] }),
    DataError,
    "an example has shape [2,2], that is 4 values, and not 5",
  );
  assertThrows(
    () =>
      fromArrays({
        inputs,
        labels: { data: labels.data.slice(1), shape: [1] },
      }),
    DataError,
    "there are 2 inputs and 1 labels",
  );
});

testOnRealData("readIdx() reads MNIST's test set", async () => {
  const images = await readIdx(realData("mnist/t10k-images-idx3-ubyte.gz"));
  const labels = await readIdx(realData("mnist/t10k-labels-idx1-ubyte.gz"));
  assertEquals(images.shape, [10000, 28, 28]);
  assertEquals([...labels.data.slice(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  let sum = 0;
  for (let i = 0; i < images.data.length; i++) sum += images.data[i]!;
  assertAlmostEquals(sum / images.data.length / 255, 0.1325, 1e-4); // as published
  assertEquals(fromArrays({ inputs: images, labels }).count, 10000);
});

testOnRealData(
  "readIdx() says that a truncated MNIST file is truncated",
  async () => {
    const whole = await Deno.readFile(
      realData("mnist/t10k-images-idx3-ubyte.gz"),
    );
    await assertRejects(
      () => readIdx(whole.subarray(0, 1_000_000)),
      DataError,
      "truncated",
    );
  },
);
