import { type Verify, verifySignature } from "../../src/replica/mod.ts";

const verdicts = new WeakMap<ArrayBufferLike, Map<number, boolean>>();

/**
 * Checks each signature once, however many peers of the swarm receive the frame
 * that it is in. Frames are not changed once they are sent.
 */
export const verifyOnce: Verify = (publicKey, message, signature) => {
  let frame = verdicts.get(signature.buffer);
  if (frame === undefined) {
    frame = new Map();
    verdicts.set(signature.buffer, frame);
  }
  let verdict = frame.get(signature.byteOffset);
  if (verdict === undefined) {
    verdict = verifySignature(publicKey, message, signature);
    frame.set(signature.byteOffset, verdict);
  }
  return verdict;
};
