import { hash32 } from "../../src/random/mod.ts";
import { type Signer, signerFromSeed } from "../../src/replica/mod.ts";

/**
 * Signs with a checksum under a real public key, where a test is about time and
 * not about trust: Ed25519 would be most of the work.
 */
export function cheapSigner(seed: Uint8Array): Signer {
  const { publicKey } = signerFromSeed(seed);
  return { publicKey, sign: (message) => checksum(publicKey, message) };
}

/** Checks what {@linkcode cheapSigner} signs. */
export function verifyCheaply(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const expected = checksum(publicKey, message);
  return expected.every((byte, i) => byte === signature[i]);
}

function checksum(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  let sum = hash32(publicKey[0]!, publicKey[1]!, message.length);
  for (const byte of message) sum = Math.imul(sum ^ byte, 0x01000193);
  const signature = new Uint8Array(64);
  new DataView(signature.buffer).setInt32(0, sum);
  return signature;
}
