import { assertEquals } from "@std/assert";
import { decodeSigns, encodeSigns } from "../../src/ordering/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { replay, seed } from "./vectors.ts";

const { test } = Deno;

test("encodeSigns() gives the bytes of docs/wire-format.md", () => {
  assertEquals(
    encodeSigns({ epoch: 3, first: 200, signs: [1, -1, -1] }),
    Uint8Array.of(3, 200, 1, 0b1001),
  );
  const eight = encodeSigns({ epoch: 0, first: 0, signs: Array(8).fill(1) });
  assertEquals(eight, Uint8Array.of(0, 0, 255, 1));
});

test("decodeSigns() reads what encodeSigns() writes", () => {
  const random = new Random("runs", seed);
  for (let trial = 0; trial < 300; trial++) {
    const run = {
      epoch: random.below(2 ** random.below(31)),
      first: random.below(2 ** random.below(30)),
      signs: Array.from(
        { length: 1 + random.below(40) },
        () => random.below(2) === 0 ? 1 as const : -1 as const,
      ),
    };
    assertEquals(decodeSigns(encodeSigns(run)), run, replay);
  }
});

test("decodeSigns() takes no signs from bytes that hold none, whatever they are", () => {
  for (
    const bytes of [[], [3], [3, 4], [3, 4, 0], [3, 4, 1], [128, 128], [
      3,
      4,
      7,
      0,
    ], [255, 255, 255, 255, 255, 255, 1, 7]]
  ) {
    assertEquals(decodeSigns(Uint8Array.from(bytes)), undefined, `${bytes}`);
  }
  const random = new Random("noise", seed);
  for (let trial = 0; trial < 2000; trial++) {
    const bytes = Uint8Array.from(
      { length: random.below(12) },
      () => random.below(256),
    );
    const run = decodeSigns(bytes);
    if (run === undefined) continue;
    // Padded varints aside, what can be read says the same when written again.
    assertEquals(decodeSigns(encodeSigns(run)), run, replay);
  }
});
