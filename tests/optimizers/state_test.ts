import { assertEquals, assertThrows } from "@std/assert";
import {
  adam,
  createOptimizer,
  decodeState,
  encodeState,
  momentum,
  OptimizerError,
  sgd,
} from "../../src/optimizers/mod.ts";

const now = { epoch: 0, epochs: 1 };
const values = new Float32Array(3);

Deno.test("a restored state goes on with the same bits", () => {
  for (
    const spec of [
      sgd({ learningRate: 1 }),
      momentum({ learningRate: 1 }),
      adam({ learningRate: 1 }),
    ]
  ) {
    const optimizer = createOptimizer(spec);
    const state = optimizer.init(3);
    const out = new Float64Array(3), again = new Float64Array(3);
    for (let t = 1; t < 5; t++) {
      optimizer.update(
        new Float32Array([t, -0.3, 1 / t]),
        state,
        values,
        now,
        out,
      );
    }
    // At an odd offset, as in a file that holds more.
    const bytes = encodeState(state), larger = new Uint8Array(bytes.length + 1);
    larger.set(bytes, 1);
    const restored = optimizer.restore(decodeState(larger.subarray(1)), 3);
    assertEquals(restored, state);
    const gradient = new Float32Array([0.1, 0.2, 0.3]);
    optimizer.update(gradient, state, values, now, out);
    optimizer.update(gradient, restored, values, now, again);
    assertEquals(again, out);
    assertEquals(restored.count, 5);
  }
});

Deno.test("restore() refuses a state that does not fit", () => {
  const optimizer = createOptimizer(adam({ learningRate: 1 }));
  const refused = (state: unknown, words: string) =>
    assertThrows(() => optimizer.restore(state, 3), OptimizerError, words);
  refused(undefined, "count is undefined");
  refused({ count: -1, vectors: {} }, "count is -1");
  refused(
    createOptimizer(momentum({ learningRate: 1 })).init(3),
    "holds [trace], this optimizer needs [mu,nu]",
  );
  refused(optimizer.init(4), "mu has 4 values, the model has 3");
  const broken = optimizer.init(3);
  broken.vectors.nu![1] = NaN;
  refused(broken, "nu is NaN at 1");
});

Deno.test("decodeState() refuses torn bytes", () => {
  const bytes = encodeState(createOptimizer(adam({ learningRate: 1 })).init(3));
  for (let length = 0; length < bytes.length; length++) {
    assertThrows(() => decodeState(bytes.subarray(0, length)), OptimizerError);
  }
  const text = (line: string) => new TextEncoder().encode(line + "\n");
  assertThrows(
    () => decodeState(text("null")),
    OptimizerError,
    "names no vectors",
  );
  assertThrows(
    () => decodeState(text('{"count":1,"vectors":[["mu",-1]]}')),
    OptimizerError,
  );
  assertThrows(
    () => decodeState(text('{"count":1,"vectors":[["mu",9e15]]}')),
    OptimizerError,
  );
});
