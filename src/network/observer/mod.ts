/**
 * Looks at a swarm without taking part: who is announced, and what they say to
 * somebody who visits them. For `drover doctor`.
 *
 * @module
 */
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import {
  hostPortOf,
  parseListenAddress,
  parsePeerAddress,
  showAddress,
} from "../addresses.ts";
import { swarmTag } from "../mdns/records.ts";
import type { Sighting } from "./listen.ts";

export { hostPortOf, parseListenAddress, parsePeerAddress, showAddress };
export {
  type Heard,
  homeOf,
  isInSubnet,
  listen,
  type Sighting,
} from "./listen.ts";
export { type PeerHello, type Visit, Visitor } from "./visitor.ts";

/** What an announced peer is to a swarm, as far as its announcement tells. */
export type Relation =
  /** Of this swarm, with the same secret or without one as we. */
  | "ours"
  /** Of this swarm, but with another secret than ours, or one where we have none. */
  | "other-secret"
  /** Of this swarm, without a secret, where we have one. */
  | "no-secret"
  /** A Drover peer of another swarm. */
  | "other-swarm"
  /** Another libp2p program. */
  | "not-drover";

/**
 * What an announced peer is to us.
 *
 * @param swarm Our swarm's name.
 * @param secret Contents of our pre-shared key file, if we have one.
 */
export function relationOf(
  { tag }: Pick<Sighting, "tag">,
  swarm: string,
  secret?: Uint8Array,
): Relation {
  if (tag === undefined) return "not-drover";
  const ours = swarmTag(swarm, secret);
  if (tag.swarm !== ours.swarm) return "other-swarm";
  if (tag.secret === ours.secret) return "ours";
  return tag.secret === undefined ? "no-secret" : "other-secret";
}

/**
 * The id of the peer with an identity.
 *
 * @param seed Ed25519 seed, 32 bytes.
 */
export async function peerIdOfSeed(seed: Uint8Array): Promise<string> {
  return `${
    peerIdFromPrivateKey(await generateKeyPairFromSeed("Ed25519", seed))
  }`;
}
