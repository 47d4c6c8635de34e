import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeMemory,
  encodeMemory,
  withoutPublished,
} from "../../../src/node/state/publisher_memory.ts";
import {
  adam,
  createOptimizer,
  OptimizerError,
} from "../../../src/optimizers/mod.ts";
import { LAYOUT, Publisher, Random } from "../../replica/helpers.ts";

Deno.test("decodeMemory() gives back what encodeMemory() took", () => {
  const random = new Random(3);
  const n = LAYOUT.trainable;
  const optimizer = createOptimizer(adam({ learningRate: 0.01 }));
  const state = optimizer.init(n);
  const gradient = Float32Array.from({ length: n }, () => random.normal());
  const values = new Float32Array(n);
  const progress = { epoch: 0, epochs: 1 };
  optimizer.update(gradient, state, values, progress, new Float64Array(n));
  const residual = Float32Array.from({ length: n }, () => random.normal());
  const bytes = encodeMemory({ optimizer: state, residual });
  assertEquals(decodeMemory(bytes, n), { optimizer: state, residual });
  assertThrows(() => decodeMemory(bytes, n + 1), RangeError);
  assertThrows(() => decodeMemory(bytes.slice(0, -8), n), RangeError);
  bytes[4] = 0;
  assertThrows(() => decodeMemory(bytes, n), OptimizerError);
});

Deno.test("withoutPublished() takes out of the residual what went out after it was saved, and no more", () => {
  const publisher = new Publisher(0, {
    spec: { kind: "top-k", fraction: 0.2, values: "float32" },
  });
  const random = new Random(4);
  const residual = new Float64Array(LAYOUT.trainable).fill(1);
  const updates = [publisher.publish(random), publisher.publish(random)];
  const left = withoutPublished(residual, updates, LAYOUT);
  const sent = left.filter((value) => value === 0).length;
  // 0.2 of 37 values are 8 an update, of which the second may repeat some.
  assertEquals(sent >= 7 && sent <= 16, true, `${sent} of ${left.length}`);
  assertEquals(left.every((value) => value === 0 || value === 1), true);
  assertEquals(withoutPublished(residual, [], LAYOUT), residual);
});
