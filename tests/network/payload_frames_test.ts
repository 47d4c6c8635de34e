import { assert, assertEquals, assertThrows } from "@std/assert";
import { NetworkError } from "../../src/network/mod.ts";
import {
  chunkHead,
  encodeMessage,
  readFrame,
} from "../../src/network/payloads/frames.ts";
import { Outbox } from "../../src/network/payloads/outbox.ts";
import { Parser } from "../../src/network/payloads/parser.ts";
import { Uplink } from "../../src/network/payloads/uplink.ts";
import { ChunkSet, type Message } from "../../src/pull/mod.ts";
import { Random } from "../../src/random/mod.ts";

const SEED = Number(Deno.env.get("DROVER_SEED") ?? 20261121);
const ID = "0123456789abcdef".repeat(4);

function join(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** A parser that writes chunks of one payload to where they belong, and says what it heard. */
function reader(payload: Uint8Array, chunkBytes: number) {
  const heard: unknown[] = [];
  const parser = new Parser(chunkBytes, {
    onMessage: (message) => heard.push(message),
    onChunk: (id, index) => {
      heard.push([id, index]);
      return payload.subarray(index * chunkBytes, (index + 1) * chunkBytes);
    },
    onPart: () => {},
    onChunkEnd: (length) => heard.push(length),
    onRead: (total) => heard.push(total),
  });
  return { parser, heard };
}

Deno.test("What neighbours say of payloads is read as it was said, however it is cut", () => {
  const random = new Random("frames", SEED);
  const some = new ChunkSet(70);
  for (const index of [0, 7, 8, 69]) some.add(index);
  const messages: Message[] = [
    { kind: "have", payload: ID, of: 3, chunks: "all" },
    { kind: "have", payload: ID, of: 70, chunks: some },
    { kind: "have", payload: ID, of: 65_536, chunks: new ChunkSet(65_536) },
    { kind: "want", payload: ID, chunks: [0, 5, 2 ** 32 - 1] },
    { kind: "cancel", payload: ID, chunks: [9] },
    { kind: "lack", payload: ID },
  ];
  const chunk = new Uint8Array(100).map((_, i) => i);
  const bytes = join([
    ...messages.map(encodeMessage),
    chunkHead(ID, 1, 100),
    chunk,
    readFrame(12_345_678_901),
    chunkHead(ID, 0, 3),
    chunk.subarray(0, 3),
  ]);
  for (let round = 0; round < 30; round++) {
    const payload = new Uint8Array(200);
    const { parser, heard } = reader(payload, 100);
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + random.below(round < 10 ? 3 : 500);
      parser.push(bytes.subarray(at, end));
      at = end;
    }
    assertEquals(heard, [
      ...messages,
      [ID, 1],
      100,
      12_345_678_901,
      [ID, 0],
      3,
    ]);
    assertEquals(payload.subarray(100), chunk);
    assertEquals(payload.subarray(0, 4), Uint8Array.of(0, 1, 2, 0));
  }
});

Deno.test("Whatever the bytes, a parser reads them or says that it cannot, and keeps little", () => {
  for (let seed = SEED; seed < SEED + 300; seed++) {
    const random = new Random("nonsense", seed);
    const { parser } = reader(new Uint8Array(64), 64);
    const good = encodeMessage({ kind: "want", payload: ID, chunks: [1, 2] });
    const bytes = Uint8Array.from(
      { length: 400 },
      (_, i) => random.below(3) > 0 ? good[i % good.length]! : random.below(8),
    );
    try {
      parser.push(bytes);
    } catch (error) {
      assert(error instanceof NetworkError, `seed ${seed}: ${error}`);
    }
  }
  const { parser } = reader(new Uint8Array(64), 64);
  assertThrows(
    () => parser.push(chunkHead(ID, 0, 65)),
    NetworkError,
    "a chunk of 65 bytes",
  );
  const wide = encodeMessage({
    kind: "have",
    payload: ID,
    of: 1,
    chunks: "all",
  });
  new DataView(wide.buffer).setUint32(33, 2 ** 31, true);
  assertThrows(
    () => reader(new Uint8Array(), 64).parser.push(wide),
    NetworkError,
    "lengths",
  );
});

Deno.test("Messages pass chunks that wait, and chunks that are not on their way can be taken back", async () => {
  const sent: number[] = [];
  const outbox = new Outbox((chunks) => sent.push(chunks));
  const bytes = new Uint8Array(1 << 17);
  for (let index = 0; index < 6; index++) {
    outbox.put({ payload: ID, index, bytes });
  }
  outbox.say(Uint8Array.of(9, 9));
  assertEquals(outbox.take(ID, [0, 5, 7]), 2);
  const stream = outbox[Symbol.asyncIterator]();
  const first = (await stream.next()).value!;
  assertEquals([...first.subarray(0, 2)], [9, 9]);
  assertEquals(sent, [2]);
  await stream.next();
  assertEquals(sent, [2, 2]);
  assertEquals(outbox.sent, 4 << 17);
  let isFollowed = true;
  for (let i = 0; i < 20; i++) isFollowed = outbox.say(bytes);
  assert(!isFollowed);
  outbox.close();
  assertEquals((await stream.next()).done, true);
});

Deno.test("The uplink is what neighbours read while more waits, and not known before", () => {
  const uplink = new Uplink();
  let now = 0;
  // Little by little, with pauses: nothing says how much more it could carry.
  for (let i = 0; i < 100; i++) {
    uplink.sent(10_000);
    uplink.read(10_000, now += 1000);
  }
  assertEquals(uplink.bytesPerSecond, undefined);
  uplink.sent(10_000_000);
  for (let i = 0; i < 150; i++) uplink.read(65_536, now += 20);
  const rate = uplink.bytesPerSecond!;
  assert(Math.abs(rate / (65_536 / 0.02) - 1) < 0.01, `${rate} bytes/s`);
  // Another link, a third as fast.
  for (let k = 0; k < 20; k++) {
    uplink.sent(10_000_000);
    for (let i = 0; i < 150; i++) uplink.read(65_536, now += 60);
  }
  const later = uplink.bytesPerSecond!;
  assert(Math.abs(later / (65_536 / 0.06) - 1) < 0.1, `${later} bytes/s`);
});
