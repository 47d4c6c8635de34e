import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  codecById,
  CodecError,
  createCodec,
} from "../../src/compression/mod.ts";
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
  const one = "00 00 80 3f";
  assert(
    refusal(3, unhex("01 00 00 00"), 3).includes(
      "4 bytes, the head alone takes 8",
    ),
  );
  assert(
    refusal(3, unhex(`02000000 02000000 ${one} ${one} 00 00`), 1).includes(
      "2 values of 1",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 ff000000 ${one} 00`), 9).includes(
      "indices take 255 bytes of 5",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 01000000 ${one} ${one} 00`), 9).includes(
      "8 bytes, 1 values",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 01000000 ${one} 09`), 9).includes(
      "index 0 is beyond",
    ),
  );
  assert(
    refusal(3, unhex(`02000000 02000000 ${one} ${one} 08 00`), 9).includes(
      "index 1 (9) is beyond",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 00000000 ${one}`), 9).includes(
      "ends within index 0 of 1",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 01000000 ${one} 80`), 9).includes(
      "ends within index 0",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 02000000 ${one} 00 00`), 9).includes(
      "1 bytes follow",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 02000000 ${one} 81 00`), 9).includes(
      "padded with a zero byte",
    ),
  );
  assert(
    refusal(3, unhex(`01000000 07000000 ${one} 80 80 80 80 80 80 01`), 9)
      .includes("more than 5 bytes"),
  );
  assert(
    refusal(3, unhex(`01000000 05000000 ${one} ff ff ff ff 7f`), 2 ** 20)
      .includes("is beyond"),
  );
  assert(
    refusal(3, unhex("01000000 01000000 00 00 00 40 00"), 9).includes(
      "larger than 1",
    ),
  );
  assert(
    refusal(4, unhex("01000000 01000000 08 2d 01 00"), 9).includes(
      "scale 0 is 45",
    ),
  );
  codecById(3).check(unhex(`02000000 02000000 ${one} ${one} 07 00`), 9, 1);
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
  const start = performance.now();
  for (let i = 0; i < 1000; i++) refusal(3, payload, 1_000_000);
  for (let i = 0; i < 1000; i++) refusal(4, payload, 2 ** 31);
  assert(performance.now() - start < 1000);
});
