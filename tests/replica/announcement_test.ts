import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  announcementOf,
  chunkCount,
  chunkHashes,
  chunkRange,
  decodeAnnouncement,
  decodeFrame,
  encodeAnnouncement,
  encodeUpdate,
  hashOf,
  isChunk,
  PAYLOAD_CHUNK,
  type Update,
  updateOf,
  WireError,
} from "../../src/replica/mod.ts";
import { isIntact } from "../../src/replica/wire.ts";
import {
  forSeeds,
  MANIFEST,
  Publisher,
  Random,
  SEED,
  signer,
} from "./helpers.ts";

function updateWith(payload: Uint8Array): Update {
  const { header } = new Publisher(1).publish(new Random(SEED));
  const { publicKey: _, payloadLength: __, payloadHash: ___, ...fields } =
    header;
  return encodeUpdate(fields, payload, signer(1), MANIFEST);
}

/** A payload of a length, quickly made. */
function payloadOf(length: number, random: Random): Uint8Array {
  const step = 1 + random.below(1000);
  return Uint8Array.from({ length }, (_, i) => (i * step) >> 3);
}

const LENGTHS = [
  1,
  PAYLOAD_CHUNK - 1,
  PAYLOAD_CHUNK,
  PAYLOAD_CHUNK + 1,
  3 * PAYLOAD_CHUNK,
];

Deno.test("The payload hash is the hash of the chunks' hashes, of an empty payload that of nothing", () => {
  const random = new Random(SEED);
  assertEquals(updateWith(new Uint8Array()).header.payloadHash, hashOf());
  for (const length of LENGTHS) {
    const payload = payloadOf(length, random);
    const hashes: Uint8Array[] = [];
    for (let at = 0; at < length; at += PAYLOAD_CHUNK) {
      hashes.push(hashOf(payload.slice(at, at + PAYLOAD_CHUNK)));
    }
    assertEquals(hashes.length, chunkCount(length));
    const { header } = updateWith(payload);
    assertEquals(header.payloadHash, hashOf(...hashes));
  }
});

Deno.test("An announcement survives the wire, and its chunks can be verified one by one", () => {
  forSeeds(5, (random) => {
    for (const length of LENGTHS) {
      const payload = payloadOf(length, random);
      const update = updateWith(payload);
      const announcement = announcementOf(update);
      const bytes = encodeAnnouncement(announcement);
      assertEquals(decodeAnnouncement(bytes), announcement);
      assertEquals(decodeFrame(bytes), { kind: "announcement", announcement });
      const put = new Uint8Array(length);
      for (let index = 0; index < chunkCount(length); index++) {
        const { start, end } = chunkRange(length, index);
        const chunk = payload.slice(start, end);
        assert(isChunk(announcement, index, chunk));
        assert(!isChunk(announcement, index, chunk.subarray(1)));
        put.set(chunk, start);
        chunk[random.below(chunk.length)]! ^= 1 << random.below(8);
        assert(!isChunk(announcement, index, chunk));
      }
      const beyond = chunkCount(length);
      assert(!isChunk(announcement, beyond, new Uint8Array()));
      assert(!isChunk(announcement, 2 ** 32, payload));
      assertEquals(updateOf(announcement, put), update);
      assert(isIntact(updateOf(announcement, put)));
    }
  });
});

Deno.test("An update that was pulled is intact where its chunks were verified, and is found out where they were not", () => {
  const random = new Random(SEED);
  const announcement = announcementOf(updateWith(payloadOf(200_000, random)));
  const wrong = new Uint8Array(200_000);
  assert(!isIntact(updateOf(announcement, wrong)));
  assert(isIntact(updateOf(announcement, wrong, { isVerified: true })));
  assertThrows(
    () => updateOf(announcement, wrong.subarray(1)),
    WireError,
    "199999 bytes",
  );
});

Deno.test("An update without payload is not announced", () => {
  const update = updateWith(new Uint8Array());
  assertThrows(() => announcementOf(update), RangeError, "no payload");
  const chunks = chunkHashes(new Uint8Array());
  const bytes = encodeAnnouncement({ ...update, chunks });
  assertThrows(() => decodeAnnouncement(bytes), WireError, "0 bytes");
});

Deno.test("What is no announcement is a WireError, whatever the bytes", () => {
  forSeeds(30, (random) => {
    const update = updateWith(payloadOf(random.pick(LENGTHS), random));
    const whole = encodeAnnouncement(announcementOf(update));
    assertEquals(decodeAnnouncement(whole).hash, update.hash);
    for (let i = 0; i < 40; i++) {
      let bytes = new Uint8Array(whole);
      const at = random.below(bytes.length);
      bytes[at]! ^= 1 << random.below(8);
      const cut = random.below(4);
      if (cut === 0) bytes = bytes.slice(0, random.below(bytes.length));
      if (cut === 1) bytes = new Uint8Array([...bytes, ...random.bytes(32)]);
      try {
        const read = decodeAnnouncement(bytes);
        // What the signature is for, and no more: the hashes are the header's.
        assertEquals(hashOf(read.chunks), read.header.payloadHash);
      } catch (error) {
        assert(error instanceof WireError, String(error));
      }
    }
    const last = new Uint8Array(whole);
    last[last.length - 1]! ^= 1;
    assertThrows(() => decodeAnnouncement(last), WireError, "hashes");
  });
});
