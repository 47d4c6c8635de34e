import { assertEquals, assertThrows } from "@std/assert";
import { createCodec, GRID } from "../../src/compression/mod.ts";
import {
  addPayload,
  checkPayload,
  decodePayload,
  encodePayload,
  payloadCodec,
  PayloadError,
} from "../../src/replica/mod.ts";
import { forSeeds, SPECS } from "./helpers.ts";

Deno.test("A payload of any codec with a state part adds what it decodes to, and takes it back exactly", () => {
  forSeeds(8, (random) => {
    for (const spec of SPECS) {
      const layout = {
        trainable: random.pick([1, 33, 100]),
        state: random.pick([0, 1, 6]),
      };
      const own = createCodec(spec);
      const residual = new Float64Array(layout.trainable);
      const step = residual.map(() => Math.fround(random.normal()));
      const state = Float32Array.from(
        { length: layout.state },
        () => random.normal(),
      );
      const encoded = own.encode(step, residual);
      const payload = encodePayload(encoded, { layout, state });
      const codec = payloadCodec(own.id);
      checkPayload(payload, codec, layout, 1024);
      const decoded = new Float64Array(layout.trainable + layout.state);
      decodePayload(payload, codec, layout, decoded);
      step.forEach((value, j) =>
        assertEquals(residual[j], Math.fround(value - decoded[j]!))
      );
      state.forEach((value, i) => {
        const sent = decoded[layout.trainable + i]!;
        assertEquals(Math.abs(sent - value) <= GRID / 2, true);
      });
      const values = decoded.map(() =>
        Math.round(random.normal() * 2 ** 32) * GRID + 0
      );
      const before = values.slice();
      addPayload(payload, codec, layout, values, 1);
      assertEquals(values, before.map((value, j) => value + decoded[j]!));
      addPayload(payload, codec, layout, values, -1);
      assertEquals(values, before);
    }
  });
});

Deno.test("addPayload() reports a state coordinate that reaches 2^20", () => {
  const layout = { trainable: 1, state: 1 };
  const encoded = createCodec({ kind: "float32" }).encode(
    new Float64Array(1),
    new Float64Array(1),
  );
  const payload = encodePayload(encoded, {
    layout,
    state: new Float32Array([512]),
  });
  const codec = payloadCodec(1);
  assertEquals(
    addPayload(payload, codec, layout, Float64Array.of(0, 2 ** 20 - 512), 1) >=
      2 ** 20,
    true,
  );
  assertEquals(
    addPayload(payload, codec, layout, Float64Array.of(0, 2 ** 20 - 513), 1) <
      2 ** 20,
    true,
  );
});

Deno.test("encodePayload() refuses a wrong or infinite state, and saturates at the cap", () => {
  const layout = { trainable: 1, state: 2 };
  const encoded = createCodec({ kind: "float32" }).encode(
    new Float64Array(1),
    new Float64Array(1),
  );
  assertThrows(
    () => encodePayload(encoded, { layout }),
    PayloadError,
    "0 values of state",
  );
  const infinite = new Float32Array([1, Infinity]);
  assertThrows(
    () => encodePayload(encoded, { layout, state: infinite }),
    PayloadError,
    "Infinity",
  );
  const large = new Float32Array([1e9, -1e9]);
  const payload = encodePayload(encoded, {
    layout,
    state: large,
    maxAbs: 1024,
  });
  checkPayload(payload, payloadCodec(1), layout, 1024);
  const decoded = new Float64Array(3);
  decodePayload(payload, payloadCodec(1), layout, decoded);
  assertEquals(decoded, Float64Array.of(0, 1024, -1024));
});

Deno.test("checkPayload() refuses wrong lengths, and a codec without payload", () => {
  const layout = { trainable: 2, state: 1 };
  const codec = payloadCodec(1);
  checkPayload(new Uint8Array(12), codec, layout, 1);
  checkPayload(new Uint8Array(), undefined, layout, 1);
  for (const length of [0, 3, 4, 11, 13]) {
    assertThrows(
      () => checkPayload(new Uint8Array(length), codec, layout, 1),
      PayloadError,
    );
  }
  assertThrows(
    () => checkPayload(new Uint8Array(12), undefined, layout, 1),
    PayloadError,
  );
});
