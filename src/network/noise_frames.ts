import { createCipheriv, createDecipheriv } from "node:crypto";
import { defaultCrypto } from "@chainsafe/libp2p-noise/crypto";
import type { ICryptoInterface } from "@chainsafe/libp2p-noise";
import type { Uint8ArrayList } from "uint8arraylist";

/** Bytes of a message's length in front of it, big-endian. */
export const LENGTH_BYTES = 2;

/** Bytes of the tag that shows a message to be whole. */
const TAG = 16;

/** The longest plaintext that fits a message of noise, bytes. */
export const MAX_PLAINTEXT: number = 0xffff - TAG;

/** Below this many bytes the cipher in WebAssembly is faster, as it needs no set-up. */
const SHORT = 400;

const CIPHER = "chacha20-poly1305";

/**
 * The cryptography of noise, with the runtime's own cipher, and without the copies
 * and calls that the package's has around it. What is encrypted lies behind
 * {@linkcode LENGTH_BYTES} free bytes of its buffer, so that the message needs no
 * other copy.
 */
export const noiseCrypto: ICryptoInterface = {
  ...defaultCrypto,
  chaCha20Poly1305Encrypt(plaintext, nonce, ad, key) {
    const { byteLength } = plaintext;
    const frame = new Uint8Array(LENGTH_BYTES + byteLength + TAG);
    if (byteLength < SHORT) {
      const sealed = defaultCrypto.chaCha20Poly1305Encrypt(
        plaintext.subarray(),
        nonce,
        ad,
        key,
      );
      frame.set(sealed.subarray(), LENGTH_BYTES);
    } else {
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
      if (ad.byteLength > 0) {
        cipher.setAAD(ad, { plaintextLength: byteLength });
      }
      let at = LENGTH_BYTES;
      for (const part of partsOf(plaintext)) {
        frame.set(cipher.update(part), at);
        at += part.byteLength;
      }
      cipher.final();
      frame.set(cipher.getAuthTag(), at);
    }
    return frame.subarray(LENGTH_BYTES);
  },
  chaCha20Poly1305Decrypt(message, nonce, ad, key, target) {
    const bytes = message.subarray();
    if (bytes.byteLength < SHORT) {
      return defaultCrypto.chaCha20Poly1305Decrypt(
        bytes,
        nonce,
        ad,
        key,
        target,
      );
    }
    const end = bytes.byteLength - TAG;
    const decipher = createDecipheriv(CIPHER, key, nonce, {
      authTagLength: TAG,
    });
    if (ad.byteLength > 0) decipher.setAAD(ad, { plaintextLength: end });
    decipher.setAuthTag(bytes.subarray(end));
    const plaintext = decipher.update(bytes.subarray(0, end));
    decipher.final(); // throws where the tag is wrong
    return plaintext;
  },
};

/** Up to so many bytes joining parts costs less than a call of the cipher for each. */
const JOIN_UP_TO = 1 << 13;

function partsOf(bytes: Uint8Array | Uint8ArrayList): Iterable<Uint8Array> {
  if (bytes instanceof Uint8Array) return [bytes];
  return bytes.byteLength > JOIN_UP_TO ? bytes : [bytes.subarray()];
}

/** A message as it travels, length first, from what {@linkcode noiseCrypto} made. */
export function frameOf(sealed: { subarray(): Uint8Array }): Uint8Array {
  const { buffer, byteOffset, byteLength } = sealed.subarray();
  const frame = new Uint8Array(
    buffer,
    byteOffset - LENGTH_BYTES,
    LENGTH_BYTES + byteLength,
  );
  frame[0] = byteLength >> 8;
  frame[1] = byteLength & 0xff;
  return frame;
}

/** Cuts what comes from a socket into messages, each in one piece. */
export class MessageCutter {
  /** A message of which some has come. */
  #message: Uint8Array | undefined;
  #filled = 0;
  /** The first byte of a length of which the second has not come. */
  #half: number | undefined;

  /** The messages that are complete with this chunk. */
  *cut(chunk: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < chunk.byteLength) {
      if (this.#message !== undefined) {
        const part = chunk.subarray(
          at,
          at + this.#message.byteLength - this.#filled,
        );
        this.#message.set(part, this.#filled);
        this.#filled += part.byteLength;
        at += part.byteLength;
        if (this.#filled < this.#message.byteLength) return;
        const message = this.#message;
        this.#message = undefined;
        yield message;
        continue;
      }
      const high = this.#half ?? chunk[at++]!;
      if (at === chunk.byteLength) {
        this.#half = high;
        return;
      }
      this.#half = undefined;
      const length = high << 8 | chunk[at++]!;
      if (at + length <= chunk.byteLength) {
        yield chunk.subarray(at, at += length);
      } else {
        this.#message = new Uint8Array(length);
        this.#filled = 0;
      }
    }
  }
}
