import { SIGNATURE_LENGTH } from "./header.ts";
import type { Signer, Verify } from "./identity.ts";

/** What a signature is about; part of the signed message, so that no kind can pass for another. */
export type SignedTag = "drover/1 update" | "drover/1 status";

const encoder = new TextEncoder();
const TAGS: Readonly<Record<SignedTag, Uint8Array>> = {
  "drover/1 update": encoder.encode("drover/1 update"),
  "drover/1 status": encoder.encode("drover/1 status"),
};

/** Appends the signature of tag ‖ manifest hash ‖ body, so that what belongs to another manifest never verifies. */
export function signBytes(
  body: Uint8Array,
  signing: { tag: SignedTag; signer: Signer; manifestHash: Uint8Array },
): Uint8Array {
  const signature = signing.signer.sign(message(body, signing));
  if (signature.length !== SIGNATURE_LENGTH) {
    throw new RangeError(
      `Cannot use signer: its signature has ${signature.length} bytes, not ${SIGNATURE_LENGTH}`,
    );
  }
  const bytes = new Uint8Array(body.length + SIGNATURE_LENGTH);
  bytes.set(body);
  bytes.set(signature, body.length);
  return bytes;
}

/** Checks the signature at the end of `bytes`. */
export function verifyBytes(
  bytes: Uint8Array,
  signing: {
    tag: SignedTag;
    publicKey: Uint8Array;
    verify: Verify;
    manifestHash: Uint8Array;
  },
): boolean {
  const end = bytes.length - SIGNATURE_LENGTH;
  if (end < 0) return false;
  const signed = message(bytes.subarray(0, end), signing);
  return signing.verify(signing.publicKey, signed, bytes.subarray(end));
}

function message(
  body: Uint8Array,
  { tag, manifestHash }: { tag: SignedTag; manifestHash: Uint8Array },
): Uint8Array {
  if (manifestHash.length !== 32) {
    throw new RangeError(
      `Cannot sign: the manifest's hash has ${manifestHash.length} bytes`,
    );
  }
  const start = TAGS[tag];
  const bytes = new Uint8Array(start.length + 32 + body.length);
  bytes.set(start);
  bytes.set(manifestHash, start.length);
  bytes.set(body, start.length + 32);
  return bytes;
}
