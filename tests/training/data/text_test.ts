import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  DataError,
  readText,
  windows,
} from "../../../src/training/data/mod.ts";
import { realData, testOnRealData, utf8 } from "./real_data.ts";

Deno.test("readText() numbers characters, whole code points, or bytes", async () => {
  const text = await readText(utf8("b🐑ab"));
  assertEquals(text.vocabulary, ["a", "b", "🐑"]);
  assertEquals(text.tokens, Int32Array.of(1, 2, 0, 1));
  const bytes = await readText(utf8("ab"), { level: "byte" });
  assertEquals(bytes.tokens, utf8("ab"));
  assertEquals(bytes.vocabularySize, 256);
});

Deno.test("readText() uses a given vocabulary and names what it lacks", async () => {
  const { tokens } = await readText(utf8("ba"), { vocabulary: ["b", "a"] });
  assertEquals(tokens, Int32Array.of(0, 1));
  await assertRejects(
    () => readText(utf8("b\nac"), { vocabulary: ["b", "a", "\n"] }),
    DataError,
    'line 2: The vocabulary has no "c"',
  );
});

Deno.test("windows() cuts windows with the next token as label", () => {
  const tokens = Int32Array.of(0, 1, 2, 3, 4, 5);
  const next = windows(tokens, { length: 2 });
  assertEquals([...next.inputs], [0, 1, 2, 3]);
  assertEquals([...next.labels], [2, 4]);
  assertEquals(next.labelShape, []);
  const each = windows(tokens, { length: 3, stride: 1, predict: "each" });
  assertEquals([...each.inputs], [0, 1, 2, 1, 2, 3, 2, 3, 4]);
  assertEquals([...each.labels], [1, 2, 3, 2, 3, 4, 3, 4, 5]);
  assertEquals(each.labelShape, [3]);
  assertEquals(each.count, 3);
  assertThrows(() => windows(tokens, { length: 6 }), DataError, "need 7");
  assertThrows(() => windows(tokens, { length: 0 }), DataError, "length is 0");
});

testOnRealData("readText() reads tiny-shakespeare", async () => {
  const source = realData("tiny-shakespeare/input.txt.gz");
  const { tokens, vocabularySize, vocabulary } = await readText(source);
  assertEquals(tokens.length, 1_115_394);
  assertEquals(vocabularySize, 65); // as published
  const start = [...tokens.subarray(0, 13)].map((i) => vocabulary[i]).join("");
  assertEquals(start, "First Citizen");
});
