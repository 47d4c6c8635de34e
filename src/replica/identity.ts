import { Buffer } from "node:buffer";
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { toHex } from "./hex.ts";

/** Who publishes: an Ed25519 key (RFC 8032), or a cheap stand-in for it in a simulation. */
export interface Signer {
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /** A signature of 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** Whether `signature` is `publicKey`'s over `message`. Never throws. */
export type Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

// The fixed DER wrappings of raw Ed25519 keys (RFC 8410).
const PRIVATE_PREFIX = [
  48,
  46,
  2,
  1,
  0,
  48,
  5,
  6,
  3,
  43,
  101,
  112,
  4,
  34,
  4,
  32,
];
const PUBLIC_PREFIX = [48, 42, 48, 5, 6, 3, 43, 101, 112, 3, 33, 0];

/**
 * A signer from a 32-byte Ed25519 seed.
 *
 * @example
 * ```ts
 * import { signerFromSeed, verifySignature } from "./mod.ts";
 * const signer = signerFromSeed(new Uint8Array(32).fill(7));
 * const message = new TextEncoder().encode("hello");
 * console.assert(verifySignature(signer.publicKey, message, signer.sign(message)));
 * ```
 *
 * @throws {RangeError} if the seed is not 32 bytes long
 */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== 32) {
    throw new RangeError(
      `Cannot make a signer: the seed has ${seed.length} bytes, not 32`,
    );
  }
  const der = Buffer.from([...PRIVATE_PREFIX, ...seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki.subarray(PUBLIC_PREFIX.length));
  return {
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

const CACHED_KEYS = 4096;
const keys = new Map<string, KeyObject | null>();

/**
 * Verifies an Ed25519 signature, as {@linkcode Verify}. Malformed keys, and keys of small order, for which anybody
 * could sign, are never right.
 */
export function verifySignature(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const name = toHex(publicKey);
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size >= CACHED_KEYS) keys.clear();
    key = importKey(publicKey);
    keys.set(name, key);
  }
  if (key === null) return false;
  try {
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

function importKey(publicKey: Uint8Array): KeyObject | null {
  if (isSmallOrder(publicKey)) return null;
  try {
    const der = Buffer.from([...PUBLIC_PREFIX, ...publicKey]);
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return null;
  }
}

// The y coordinates of the eight points whose order divides 8, with the encodings of 0 and 1 that
// exceed the field's prime; the top bit (the sign of x) is ignored.
const SMALL_ORDER = new Set([
  "00".repeat(32),
  "01" + "00".repeat(31),
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ec" + "ff".repeat(30) + "7f",
  "ed" + "ff".repeat(30) + "7f",
  "ee" + "ff".repeat(30) + "7f",
]);

function isSmallOrder(publicKey: Uint8Array): boolean {
  const y = new Uint8Array(publicKey);
  y[31] = y[31]! & 0x7f;
  return SMALL_ORDER.has(toHex(y));
}
