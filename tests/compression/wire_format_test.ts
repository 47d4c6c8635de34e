import { assertEquals } from "@std/assert";
import {
  codecById,
  type CodecSpec,
  createCodec,
  GRID,
} from "../../src/compression/mod.ts";
import { RiceWriter } from "../../src/compression/rice.ts";
import { hex, unhex } from "./vectors.ts";

// The vectors stand in the document, so that it cannot say anything else than the code does.
const document = await Deno.readTextFile(
  new URL("../../docs/wire-format.md", import.meta.url),
);
const rows = [
  ...document.matchAll(/^\| (\d) +\| `([0-9a-f]+)` +\| ([-0-9, ]+) \|$/gm),
];

const intended = [0.5, -0.001, 0, 1e-10, 0.3, -2, 1.5 * GRID, 2 ** -40];
const specs: Record<number, CodecSpec> = {
  1: { kind: "float32" },
  2: { kind: "int8", block: 16 },
  3: { kind: "top-k", fraction: 3 / 8, values: "float32" },
  4: { kind: "top-k", fraction: 3 / 8, values: "int8" },
  5: { kind: "bfloat16" },
  6: { kind: "sign", block: 16 },
  7: { kind: "top-k", fraction: 3 / 8, values: "sign" },
};

Deno.test("docs/wire-format.md has a vector for each codec", () => {
  assertEquals(rows.map(([, id]) => Number(id)), [1, 2, 3, 4, 5, 6, 7]);
});

for (const [, id, payload, decoded] of rows) {
  const codec = codecById(Number(id));
  const expected = Float64Array.from(
    decoded!.split(","),
    (units) => Number(units) * GRID,
  );

  Deno.test(`Codec ${codec.name} decodes the vector of docs/wire-format.md`, () => {
    const bytes = unhex(payload!), out = new Float64Array(8);
    codec.check(bytes, 8, 2);
    codec.decode(bytes, out);
    assertEquals(out, expected);
  });

  Deno.test(`Codec ${codec.name} encodes the vector of docs/wire-format.md`, () => {
    const own = createCodec(specs[Number(id)]!);
    assertEquals(own.id, Number(id));
    const encoded = own.encode(
      Float64Array.from(intended),
      new Float64Array(8),
    );
    assertEquals(hex(encoded.payload), payload);
  });
}

Deno.test("RiceWriter gives the codes of docs/wire-format.md", () => {
  const writer = new RiceWriter();
  const bytes = new Uint8Array(writer.plan(new Uint32Array([0, 200, 19999])));
  writer.write(bytes, 0);
  const spaced = hex(bytes).replaceAll(/(..)(?=.)/g, "$1 ");
  assertEquals(document.includes(`\`${spaced}\``), true, spaced);
});
