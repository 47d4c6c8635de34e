import { publicKeyFromRaw } from "@libp2p/crypto/keys";
import { peerIdFromPublicKey, peerIdFromString } from "@libp2p/peer-id";
import { NetworkError } from "./errors.ts";

/**
 * The ed25519 public key of a peer, 32 bytes; a peer id contains it.
 *
 * @throws {NetworkError} If the peer has another kind of key.
 */
export function publicKeyOf(peer: string): Uint8Array {
  const key = peerIdFromString(peer).publicKey;
  if (key?.type !== "Ed25519") {
    throw new NetworkError(`Cannot tell the key of ${peer}: it is not ed25519`);
  }
  return new Uint8Array(key.raw);
}

/** The id of the peer that owns an ed25519 public key of 32 bytes. */
export function peerOf(publicKey: Uint8Array): string {
  return peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString();
}
