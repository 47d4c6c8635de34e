import { assertEquals, assertRejects } from "@std/assert";
import { NetworkError } from "../../src/network/mod.ts";
import {
  encodeFrames,
  FrameQueue,
  FrameReader,
} from "../../src/network/streams.ts";

/** A stream that delivers bytes cut at every `step`. */
function cut(bytes: Uint8Array, step: number) {
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += step) {
      await Promise.resolve();
      const chunk = bytes.subarray(at, at + step);
      yield { subarray: () => chunk };
    }
  };
  // deno-lint-ignore no-explicit-any
  return new FrameReader({ source: chunks() as any });
}

async function encoded(frames: Uint8Array[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of encodeFrames(frames)) parts.push(part.slice());
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

const frames = [0, 1, 5, 4095, 4096, 10_000].map((length) =>
  Uint8Array.from({ length }, (_, i) => i % 251)
);

for (const step of [1, 3, 64, 1 << 20]) {
  Deno.test(`FrameReader reads what encodeFrames() writes, in chunks of ${step}`, async () => {
    const reader = cut(await encoded(frames), step);
    for (const frame of frames) {
      const read = await reader.read(10_000);
      assertEquals(read, frame);
      assertEquals(read?.byteOffset, 0);
      assertEquals(read?.buffer.byteLength, frame.length);
    }
    assertEquals(await reader.read(1), undefined);
  });
}

Deno.test("FrameReader refuses a frame that is too long before it makes room for it", async () => {
  const bytes = Uint8Array.of(255, 255, 255, 255);
  await assertRejects(
    () => cut(bytes, 4).read(1000),
    NetworkError,
    "4294967295 bytes",
  );
});

Deno.test("FrameReader tells a torn frame from the end", async () => {
  const bytes = await encoded([new Uint8Array(100)]);
  for (const kept of [2, 50]) {
    await assertRejects(
      () => cut(bytes.subarray(0, kept), 7).read(1000),
      NetworkError,
      "ended within it",
    );
  }
});

Deno.test("FrameQueue hands out what is pushed, in order, until its end", async () => {
  const queue = new FrameQueue();
  queue.push(Uint8Array.of(1));
  setTimeout(() => queue.push(Uint8Array.of(2)), 1);
  setTimeout(() => {
    queue.push(Uint8Array.of(3));
    queue.end();
    queue.push(Uint8Array.of(4));
  }, 2);
  const seen: number[] = [];
  for await (const frame of queue) seen.push(frame[0]!);
  assertEquals(seen, [1, 2, 3]);
});
