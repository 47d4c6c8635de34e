import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  codecById,
  CodecError,
  createCodec,
  GRID,
} from "../../src/compression/mod.ts";
import { decodeExactly } from "../../src/simulation/invariants/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { replay, seed, steps, unhex } from "./vectors.ts";

const floats = (...values: number[]) =>
  new Uint8Array(new Float32Array(values).buffer);

/** The message of the refusal. */
function refusal(
  id: number,
  payload: Uint8Array,
  n: number,
  maxAbs = 1,
): string {
  return assertThrows(() => codecById(id).check(payload, n, maxAbs), CodecError)
    .message;
}

Deno.test("check() refuses what is no float32 payload, and says where", () => {
  assert(refusal(1, new Uint8Array(7), 2).includes("7 bytes, 2 values take 8"));
  assert(refusal(1, floats(0, NaN), 2).includes("value 1 (NaN) is not finite"));
  assert(
    refusal(1, floats(-Infinity, 0), 2).includes(
      "value 0 (-Infinity) is not finite",
    ),
  );
  assert(
    refusal(1, floats(0, 0, 1.5), 3).includes("value 2 (1.5) is larger than 1"),
  );
  assert(
    refusal(1, floats(2 ** 20), 1, Infinity).includes("larger than 524288"),
  );
  assert(refusal(1, floats(2 ** -33), 1).includes("no multiple of 2^-32"));
  assert(refusal(1, floats(2 ** -149), 1).includes("no multiple of 2^-32"));
  assert(
    refusal(1, floats(2 ** -10 + 2 ** -33), 1).includes(
      "no multiple",
    ),
  );
  assert(refusal(1, floats(1), 1, NaN).includes("value 0 (1)"));
  codecById(1).check(floats(1, -1, 2 ** -32, 0, -0), 5, 1);
});

Deno.test("check() refuses what is no int8 payload, and says where", () => {
  assert(
    refusal(2, new Uint8Array(0), 0).includes("block logarithm is undefined"),
  );
  assert(refusal(2, unhex("03 00 01"), 1).includes("block logarithm is 3"));
  assert(refusal(2, unhex("10 00 01"), 1).includes("block logarithm is 16"));
  assert(
    refusal(2, unhex("08 00 01 02"), 1).includes(
      "4 bytes, 1 values in blocks of 256 take 3",
    ),
  );
  assert(refusal(2, unhex("08 2d 01"), 1, Infinity).includes("scale 0 is 45"));
  assert(
    refusal(2, unhex("08 20 02"), 1).includes("value 0 (2) is larger than 1"),
  );
  codecById(2).check(unhex("08 20 01"), 1, 1);
  codecById(2).check(unhex("08 2c 80"), 1, Infinity);
});

Deno.test("check() refuses what is no bfloat16 payload, and says where", () => {
  assert(
    refusal(5, new Uint8Array(3), 2).includes("3 bytes, 2 values take 4"),
  );
  assert(refusal(5, unhex("c0 7f"), 1).includes("value 0 (NaN) is not finite"));
  assert(refusal(5, unhex("0000 80ff"), 2).includes("value 1 (-Infinity)"));
  assert(refusal(5, unhex("813f"), 1).includes("(1.0078125) is larger than 1"));
  assert(refusal(5, unhex("80bf"), 1, 0.999).includes("larger than 0.999"));
  assert(refusal(5, unhex("0149"), 1, Infinity).includes("than 524288"));
  // 2^-33, and 1.0000001 (binary) times 2^-26.
  assert(refusal(5, unhex("002f"), 1).includes("no multiple of 2^-32"));
  assert(refusal(5, unhex("8132"), 1).includes("no multiple of 2^-32"));
  assert(refusal(5, unhex("0100"), 1).includes("no multiple of 2^-32"));
  assert(refusal(5, unhex("803f"), 1, NaN).includes("value 0 (1)"));
  codecById(5).check(unhex("803f 80bf 802f 8232 0080 0000"), 6, 1);
  codecById(5).check(unhex("0049"), 1, Infinity);
});

Deno.test("check() of bfloat16 answers as that of float32 for all 65,536 values", () => {
  for (let half = 0; half < 65536; half++) {
    const accepts = (id: number, payload: Uint8Array) => {
      try {
        codecById(id).check(payload, 1, 3);
        return true;
      } catch {
        return false;
      }
    };
    const upper = [half & 255, half >> 8];
    assertEquals(
      accepts(5, Uint8Array.from(upper)),
      accepts(1, Uint8Array.from([0, 0, ...upper])),
      `${half}`,
    );
  }
});

Deno.test("check() refuses what is no sign payload, and says where", () => {
  assert(refusal(6, new Uint8Array(0), 0).includes("block logarithm is undef"));
  assert(refusal(6, unhex("03 21 01"), 1).includes("block logarithm is 3"));
  assert(
    refusal(6, unhex("04 21 01"), 9).includes(
      "3 bytes, 9 values in blocks of 16 take 4",
    ),
  );
  assert(refusal(6, unhex("04 35 00"), 1, Infinity).includes("scale 0 is 53"));
  assert(refusal(6, unhex("04 22 00"), 1).includes("(2) is larger than 1"));
  assert(refusal(6, unhex("04 21 00"), 1, NaN).includes("larger than NaN"));
  assert(refusal(6, unhex("04 21 02"), 1).includes("bits follow"));
  assert(
    refusal(6, unhex("04 2100 ffff 01"), 17).includes(
      "block 1 is zero and has signs",
    ),
  );
  codecById(6).check(unhex("04 0021 0000 01"), 17, 1);
  codecById(6).check(unhex("04 34 01"), 1, Infinity);
});

Deno.test("check() refuses what is no top-k payload, and says where", () => {
  const one = "0000803f";
  const refused = (id: number, hex: string, n: number, why: string) => {
    const message = refusal(id, unhex(hex), n);
    assert(message.includes(why), `${hex}: ${message}`);
  };
  refused(3, "01000000", 3, "4 bytes, the head alone takes 8");
  refused(3, `02000000 01000000 ${one} ${one} 00`, 1, "2 values of 1");
  refused(3, `01000000 ff000000 ${one} 00`, 9, "indices take 255 bytes of 5");
  refused(3, `01000000 01000000 ${one} ${one} 00`, 9, "8 bytes, 1 values");
  refused(3, "01000000 01000000 00000040 00", 9, "larger than 1");
  refused(4, "01000000 01000000 08 2d 01 00", 9, "scale 0 is 45");
  refused(7, "01000000 01000000 08 22 01 00", 9, "larger than 1");
  codecById(3).check(unhex(`02000000 02000000 ${one} ${one} e00f`), 9, 1);
});

Deno.test("check() refuses what are no codes of indices, and says where", () => {
  const one = "0000803f";
  const payload = (codes: string, k = 1) =>
    unhex(
      `0${k}000000 0${codes.replaceAll(" ", "").length / 2}000000 ` +
        one.repeat(k) + codes,
    );
  const refused = (codes: string, why: string, k = 1, n = 9) => {
    const message = refusal(3, payload(codes, k), n);
    assert(message.includes(why), `${codes}: ${message}`);
  };
  // The largest index, 8, is five zeros for the parameter, eight ones and a zero.
  codecById(3).check(payload("e01f"), 9, 1);
  refused("e03f", "index 0 is beyond the 9 values");
  refused("e01f", "index 1 is beyond", 2);
  refused("ffff ffff ffff ffff", "the parameter of index 0 is 31");
  refused("e0ff ffff ffff ffff", "index 0 is beyond");
  refused("", "ends within index 0 of 1");
  refused("e0", "ends within index 0 of 1");
  refused("e01f", "ends within index 3 of 4", 4, 11);
  refused("0000", "1 bytes follow the last index");
  refused("0000 0000 00", "4 bytes follow the last index");
  refused("40", "bits follow the last index");
  // A parameter of 8, 20 and 30 with too few bits behind it, then with enough.
  refused("08", "ends within index 0 of 1");
  refused("1400 00", "ends within index 0 of 1");
  refused("1e00 0000", "ends within index 0 of 1");
  codecById(3).check(payload("0800"), 9, 1);
  codecById(3).check(payload("1400 0000"), 9, 1);
  codecById(3).check(payload("1e00 0000 00"), 9, 1);
  refused("3e00 0000 00", "index 0 is beyond");
});

Deno.test("codecById() knows seven codecs and says so", () => {
  const ids = [1, 2, 3, 4, 5, 6, 7];
  assertEquals(ids.map((id) => codecById(id).id), ids);
  assertThrows(
    () => codecById(9),
    CodecError,
    "Cannot read codec 9: known are 1 (float32)",
  );
});

Deno.test("check() answers 10,000 random payloads with nothing but CodecError", () => {
  const random = new Random("fuzz", seed);
  let accepted = 0;
  for (let trial = 0; trial < 10_000; trial++) {
    const codec = codecById(1 + random.below(7));
    const n = random.below(40);
    let payload: Uint8Array;
    if (trial % 2 === 0) {
      payload = Uint8Array.from(
        { length: random.below(5 * n + 12) },
        () => random.below(256),
      );
    } else {
      // A true payload with a few bytes changed, cut or appended reaches deeper than noise does.
      const own =
        createCodec(codec.spec).encode(steps(random, n), new Float64Array(n))
          .payload;
      payload = Uint8Array.from(
        { length: own.length + random.below(3) - 1 },
        (_, i) => own[i] ?? 0,
      );
      for (
        let flips = random.below(4);
        flips > 0 && payload.length > 0;
        flips--
      ) {
        payload[random.below(payload.length)] = random.below(256);
      }
    }
    try {
      codec.check(payload, n, 1);
    } catch (error) {
      assert(
        error instanceof CodecError,
        `trial ${trial}: ${error}, ${replay}`,
      );
      continue;
    }
    // What is accepted must be harmless: it adds, stays in range, and can be taken back.
    accepted++;
    const decoded = new Float64Array(n), units = new Float64Array(n);
    codec.decode(payload, decoded);
    // A reader that shares nothing with the codecs but the document.
    decodeExactly(payload, codec.id, { trainable: n, state: 0 }, units);
    for (let i = 0; i < n; i++) {
      assert(decoded[i] === units[i]! * GRID, `trial ${trial}, ${replay}`);
    }
    const values = new Float64Array(n + 1);
    assert(
      codec.addTo(payload, values, n, 1) <= Math.sqrt(n) + 1,
      `trial ${trial}, ${replay}`,
    );
    assert(
      values.every((value) => Math.abs(value) <= 1),
      `trial ${trial}, ${replay}`,
    );
    assertEquals(values[n], 0);
    codec.addTo(payload, values, n, -1);
    assertEquals(values, new Float64Array(n + 1), `trial ${trial}, ${replay}`);
  }
  assert(accepted > 500, `only ${accepted} accepted, ${replay}`);
});

Deno.test("check() of a hostile count neither allocates nor loops", () => {
  const payload = unhex("ffffffff 00000000");
  // A sign payload has the fewest bytes for a count: an eighth of it.
  for (const [kind, count] of [[7, 2 ** 31], [3, 1_000_000], [4, 2 ** 31]]) {
    // The fastest of many: a machine may be busy for a while, and not always.
    const times = Array.from({ length: 100 }, () => {
      const start = performance.now();
      for (let i = 0; i < 10; i++) refusal(kind!, payload, count!);
      return performance.now() - start;
    });
    const least = Math.min(...times);
    assert(least < 3, `${least} ms for ten refusals of kind ${kind}`);
  }
});
