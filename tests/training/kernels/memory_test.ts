import { assert, assertEquals } from "@std/assert";
import type { LoadedTask } from "../../../src/training/load_session.ts";
import { tf } from "../../../src/training/mod.ts";
import { load, regression } from "../helpers.ts";

const { layers } = tf;

/** One of everything that has a kernel of its own, small. */
function everything(): Promise<LoadedTask> {
  return load({
    model: () =>
      tf.sequential({
        layers: [
          layers.conv2d({
            inputShape: [8, 8, 2],
            filters: 3,
            kernelSize: 3,
            padding: "same",
            activation: "relu",
          }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.separableConv2d({ filters: 4, kernelSize: 2 }),
          layers.batchNormalization(),
          layers.averagePooling2d({ poolSize: 2, strides: 1 }),
          layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2 }),
          layers.reshape({ targetShape: [4, 16] }),
          layers.layerNormalization(),
          layers.lstm({ units: 8 }),
          layers.dropout({ rate: 0.2 }),
          layers.dense({ units: 3 }),
        ],
      }),
    data: () => ({ train: regression(8, [8, 8, 2], [3]) }),
    unit: 2,
  });
}

Deno.test("2,000 steps leave tensors and the wasm heap as they were", async () => {
  const { session, info } = await everything();
  assertEquals(info.backend, "wasm");
  const heap = () =>
    (tf.backend() as unknown as {
      wasm: { asm: { memory: WebAssembly.Memory } };
    }).wasm.asm.memory.buffer.byteLength;
  const x = Float32Array.from(info.x0);
  const step = (i: number) => session.gradient(x.slice(), i % info.units, i);
  for (let i = 0; i < 50; i++) step(i);
  const before = [tf.memory().numTensors, tf.memory().numDataBuffers, heap()];
  for (let i = 0; i < 2000; i++) step(i);
  const after = [tf.memory().numTensors, tf.memory().numDataBuffers, heap()];
  assertEquals(after, before);
});

Deno.test("Gradients have the same bits each time they are computed", async () => {
  const { session, info } = await everything();
  const x = Float32Array.from(info.x0);
  const first = session.gradient(x.slice(), 1, 7)!;
  const bits = first.gradient.slice();
  for (let i = 0; i < 20; i++) {
    session.gradient(x.slice(), i % info.units, i);
    assertEquals(session.gradient(x.slice(), 1, 7)!.gradient, bits);
  }
  const again = await everything();
  assertEquals(again.session.gradient(x.slice(), 1, 7)!.gradient, bits);
});

Deno.test("A cancelled step leaves no tensor behind", async () => {
  const { session, info } = await everything();
  const x = Float32Array.from(info.x0);
  session.gradient(x.slice(), 0, 0);
  const before = tf.memory().numTensors;
  for (let ops = 1; ops < 150; ops += 7) {
    let left = ops;
    const result = session.gradient(x.slice(), 0, 0, () => left-- === 0);
    assert(result === null, `not cancelled after ${ops} ops`);
    assertEquals(tf.memory().numTensors, before);
  }
});
