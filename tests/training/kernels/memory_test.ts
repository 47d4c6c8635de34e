import { assert, assertEquals } from "@std/assert";
import { tf } from "../../../src/training/mod.ts";
import { everything, heapBytes } from "./everything.ts";

Deno.test("2,000 steps leave tensors and the wasm heap as they were", async () => {
  const { session, info } = await everything();
  assertEquals(info.backend, "wasm");
  const x = Float32Array.from(info.x0);
  const step = (i: number) => session.gradient(x.slice(), i % info.units, i);
  for (let i = 0; i < 50; i++) step(i);
  const before = [
    tf.memory().numTensors,
    tf.memory().numDataBuffers,
    heapBytes(),
  ];
  for (let i = 0; i < 2000; i++) step(i);
  const after = [
    tf.memory().numTensors,
    tf.memory().numDataBuffers,
    heapBytes(),
  ];
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
