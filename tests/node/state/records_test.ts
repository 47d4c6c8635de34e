import { assertEquals } from "@std/assert";
import {
  readRecords,
  RECORD_HEAD,
  recordHead,
} from "../../../src/node/state/records.ts";

async function fileOf(...contents: Uint8Array[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const content of contents) {
    parts.push(await recordHead(content), content);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

const FIRST = Uint8Array.of(1, 2, 3), SECOND = Uint8Array.of(4, 5, 6, 7);
const END = 2 * RECORD_HEAD + FIRST.length + SECOND.length;

Deno.test("readRecords() reads what recordHead() and contents make, large ones too", async () => {
  const large = new Uint8Array(2 ** 20 + 3).fill(9);
  const { contents, length } = readRecords(await fileOf(FIRST, large, SECOND));
  assertEquals(contents.map((c) => c.length), [3, large.length, 4]);
  assertEquals(contents[1], large);
  assertEquals(length, END + RECORD_HEAD + large.length);
});

Deno.test("readRecords() stops before a record that is cut off at any byte", async () => {
  const file = await fileOf(FIRST, SECOND);
  for (let at = 0; at < END; at++) {
    const first = RECORD_HEAD + FIRST.length;
    const { contents, length } = readRecords(file.slice(0, at));
    assertEquals(contents, at < first ? [] : [FIRST], `cut at ${at}`);
    assertEquals(length, at < first ? 0 : first);
  }
});

Deno.test("readRecords() stops before a record in which any bit is wrong, and takes zeros for none", async () => {
  const file = await fileOf(FIRST, SECOND);
  const first = RECORD_HEAD + FIRST.length;
  for (let bit = 0; bit < 8 * END; bit++) {
    const damaged = file.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    const { contents } = readRecords(damaged);
    assertEquals(contents, bit < 8 * first ? [] : [FIRST], `bit ${bit}`);
  }
  const padded = new Uint8Array(END + 100);
  padded.set(file);
  assertEquals(readRecords(padded).length, END);
});
