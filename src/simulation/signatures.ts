import { hash32 } from "../random/mod.ts";
import {
  hashOf,
  type Signer,
  signerFromSeed,
  toHex,
  type Verify,
  verifySignature,
} from "../replica/mod.ts";

/** How the peers of a simulation sign, and how that is checked. */
export interface Signatures {
  /** The signer of a peer, by its number. */
  signer(peer: number): Signer;
  /** Checks what the signers sign. */
  readonly verify: Verify;
}

/**
 * Real signatures (Ed25519, RFC 8032), or checksums, which find damage but no
 * malice and cost next to nothing.
 */
export function createSignatures(kind: "real" | "trusted"): Signatures {
  return kind === "real"
    ? {
      signer: (peer) => signerFromSeed(seedOf(peer)),
      verify: remembering(verifySignature),
    }
    : { signer: (peer) => checksumSigner(seedOf(peer)), verify: hasChecksum };
}

/** Signatures that are remembered as right. */
const REMEMBERED = 2 ** 17;

/**
 * Checks each signature once: what one peer found right the others of the same
 * process need not find out, in a snapshot or in an answer to a catch-up either.
 */
function remembering(verify: Verify): Verify {
  const right = new Set<string>();
  return (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const name = toHex(hashOf(publicKey, signature, message));
    if (right.has(name)) return true;
    if (!verify(publicKey, message, signature)) return false;
    if (right.size >= REMEMBERED) right.clear();
    right.add(name);
    return true;
  };
}

function seedOf(peer: number): Uint8Array {
  return hashOf("drover virtual peer", `${peer}`);
}

function checksumSigner(publicKey: Uint8Array): Signer {
  return { publicKey, sign: (message) => checksum(publicKey, message) };
}

function hasChecksum(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const expected = checksum(publicKey, message);
  return expected.every((byte, i) => byte === signature[i]);
}

function checksum(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  let sum = hash32(publicKey[0]!, publicKey[1]!, message.length);
  for (let i = 0; i < message.length; i++) {
    sum = Math.imul(sum ^ message[i]!, 0x01000193);
  }
  const signature = new Uint8Array(64);
  new DataView(signature.buffer).setInt32(0, sum);
  return signature;
}
