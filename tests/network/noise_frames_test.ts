import { assertEquals, assertThrows } from "@std/assert";
import { Uint8ArrayList } from "uint8arraylist";
import { defaultCrypto, pureJsCrypto } from "@chainsafe/libp2p-noise/crypto";
import {
  frameOf,
  MAX_PLAINTEXT,
  MessageCutter,
  noiseCrypto,
} from "../../src/network/noise_frames.ts";
import { Random } from "../../src/random/mod.ts";

const KEY = new Uint8Array(32).fill(3);
const NONCE = new Uint8Array(12).fill(5);

function bytes(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

Deno.test("noiseCrypto encrypts as the package does, at every length, and each reads the other's", () => {
  const random = new Random("noise", 1);
  for (const length of [0, 1, 15, 16, 399, 400, 1500, 65_000, MAX_PLAINTEXT]) {
    for (const ad of [new Uint8Array(0), bytes(32, random)]) {
      const plaintext = bytes(length, random);
      const sealed = noiseCrypto.chaCha20Poly1305Encrypt(
        plaintext,
        NONCE,
        ad,
        KEY,
      );
      for (const other of [defaultCrypto, pureJsCrypto]) {
        const theirs = other.chaCha20Poly1305Encrypt(plaintext, NONCE, ad, KEY);
        assertEquals(
          new Uint8Array(sealed.subarray()),
          new Uint8Array(theirs.subarray()),
        );
      }
      const pieces = new Uint8ArrayList(
        plaintext.subarray(0, 12),
        plaintext.subarray(12),
      );
      assertEquals(
        noiseCrypto.chaCha20Poly1305Encrypt(pieces, NONCE, ad, KEY).subarray(),
        sealed.subarray(),
      );
      const frame = frameOf(sealed);
      assertEquals(frame[0]! << 8 | frame[1]!, length + 16);
      const opened = noiseCrypto.chaCha20Poly1305Decrypt(
        frame.subarray(2),
        NONCE,
        ad,
        KEY,
      );
      assertEquals(new Uint8Array(opened.subarray()), plaintext);
    }
  }
});

Deno.test("noiseCrypto refuses a message of which one bit was changed", () => {
  const random = new Random("noise", 2);
  for (const length of [10, 2000]) {
    const plaintext = bytes(length, random);
    const none = new Uint8Array(0);
    const sealed = new Uint8Array(
      noiseCrypto.chaCha20Poly1305Encrypt(plaintext, NONCE, none, KEY)
        .subarray(),
    );
    for (const at of [0, length >> 1, length, length + 15]) {
      const changed = sealed.slice();
      changed[at]! ^= 1;
      assertThrows(() =>
        noiseCrypto.chaCha20Poly1305Decrypt(changed, NONCE, none, KEY)
      );
    }
  }
});

Deno.test("MessageCutter finds the same messages wherever the stream is cut", () => {
  const random = new Random("cutter", 3);
  const messages = [0, 1, 2, 300, 65_535, 17, 0, 5000].map((length) =>
    bytes(length, random)
  );
  const stream = new Uint8Array(
    messages.flatMap((message) => [
      message.length >> 8,
      message.length & 0xff,
      ...message,
    ]),
  );
  for (const most of [1, 3, 1000, 70_000]) {
    const cutter = new MessageCutter();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length;) {
      const end = Math.min(stream.length, at + 1 + random.below(most));
      for (const message of cutter.cut(stream.subarray(at, end))) {
        found.push(message.slice());
      }
      at = end;
    }
    assertEquals(found, messages);
  }
});
