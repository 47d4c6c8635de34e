import { assertEquals, assertRejects } from "@std/assert";
import {
  DataError,
  fromArrays,
  readNpz,
} from "../../../src/training/data/mod.ts";
import { npy, npz } from "./npy_files.ts";

const x = npy("<f4", [2, 2], Float32Array.of(1, 2, 3, 4));
const y = npy("<i8", [2], BigInt64Array.of(0n, 1n));
const files = { "x_train.npy": x, "y_train.npy": y };

Deno.test("readNpz() reads stored, deflated and zip64 files", async () => {
  for (const options of [{ level: 0 }, { level: 6 }, { zip64: true }]) {
    const { x_train, y_train } = await readNpz(await npz(files, options), {
      names: ["x_train", "y_train"],
    });
    const dataset = fromArrays({ inputs: x_train, labels: y_train });
    assertEquals(dataset, {
      inputs: Float32Array.of(1, 2, 3, 4),
      inputShape: [2],
      labels: Int32Array.of(0, 1),
      labelShape: [],
      count: 2,
    });
  }
});

Deno.test("readNpz() reads all arrays unless names are given", async () => {
  const bytes = await npz({ ...files, "notes.txt": new Uint8Array(3) });
  assertEquals(Object.keys(await readNpz(bytes)), ["x_train", "y_train"]);
});

Deno.test("readNpz() says what is wrong with a file", async () => {
  const bytes = await npz(files);
  await assertRejects(
    () => readNpz(bytes, { names: ["x_test"] }),
    DataError,
    'no array "x_test"; it has x_train, y_train',
  );
  for (const length of [bytes.length - 1, bytes.length >> 1, 10]) {
    await assertRejects(
      () => readNpz(bytes.subarray(0, length)),
      DataError,
      "truncated or damaged",
    );
  }
  const damaged = bytes.slice();
  const values = bytes.findIndex((_, i) =>
    bytes[i] === 0x80 && bytes[i + 1] === 0x3f // 1 as a float32
  );
  damaged[values]! ^= 1;
  await assertRejects(
    () => readNpz(damaged),
    DataError,
    '"x_train.npy" is damaged',
  );
  await assertRejects(() => readNpz(x), DataError, "read it with readNpy");
  await assertRejects(
    () => readNpz(new TextEncoder().encode("a,b\n")),
    DataError,
    "not an npz file",
  );
  await assertRejects(
    async () => readNpz(await npz({ "a.txt": x })),
    DataError,
    "without a single .npy",
  );
  await assertRejects(
    async () => readNpz(await npz(files, { password: "secret" })),
    DataError,
    "encrypted",
  );
  await assertRejects(
    async () => readNpz(await npz({ "x.npy": x.subarray(0, x.length - 4) })),
    DataError,
    'array "x", byte 140: It is truncated',
  );
});
