import { assert, assertEquals } from "@std/assert";
import { createCodec, type VectorView } from "../../src/compression/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { decode, nameOf, replay, seed, specs, steps } from "./vectors.ts";

const LENGTHS = [0, 1, 3, 255, 256, 257, 2500, 40_000];

/** The values of a view, by its documentation alone. */
function valuesOf(view: VectorView): Float64Array {
  const out = new Float64Array(view.length);
  switch (view.kind) {
    case "float32": {
      const { buffer, byteOffset, byteLength } = view.bytes;
      const data = new DataView(buffer, byteOffset, byteLength);
      return out.map((_, i) => data.getFloat32(4 * i, true));
    }
    case "int8":
      return out.map((_, i) =>
        view.values[i]! * view.scales[Math.floor(i / view.block)]!
      );
    case "sparse":
      view.indices.forEach((index, j) => out[index] = view.values[j]!);
      return out;
  }
}

for (const spec of specs) {
  Deno.test(`Codec ${nameOf(spec)} shows in a view what it decodes`, () => {
    const codec = createCodec(spec);
    const random = new Random("view", seed);
    for (const n of LENGTHS) {
      const { payload } = codec.encode(steps(random, n), new Float64Array(n));
      // A payload lies anywhere in its frame, aligned or not.
      const frame = new Uint8Array(payload.length + 3);
      frame.set(payload, 3);
      const view = codec.view(frame.subarray(3), n);
      assertEquals(view.length, n);
      assertEquals(valuesOf(view), decode(spec, payload, n), replay);
    }
  });
}

Deno.test("Codec top-k shows increasing indices, and no more than it holds", () => {
  const codec = createCodec({ kind: "top-k", fraction: 0.01 });
  const step = steps(new Random("sparse", seed), 50_000);
  const { payload } = codec.encode(step, new Float64Array(50_000));
  const view = codec.view(payload, 50_000);
  if (view.kind !== "sparse") throw new Error(`The view is ${view.kind}`);
  const { indices } = view;
  assertEquals(indices.length, 500);
  assert(indices.every((index, j) => j === 0 || index > indices[j - 1]!));
});
