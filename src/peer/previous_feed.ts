import { type Feed, type Replica, toHex } from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";

/**
 * What a restarted peer says of its past: the last entry of its identity's newest
 * feed that is in its replica, for {@linkcode PeerConfig.previous}.
 *
 * @param publicKey hex of the identity
 * @returns nothing where the replica holds nothing of this identity's
 */
export function previousFeed(
  replica: Replica,
  publicKey: string,
): Pick<PeerConfig, "previous"> {
  let newest: Feed | undefined;
  for (const feed of replica.feeds()) {
    if (feed.folded === undefined) continue;
    if (newest !== undefined && feed.incarnation <= newest.incarnation) {
      continue;
    }
    if (toHex(feed.publicKey) === publicKey) newest = feed;
  }
  if (newest?.folded === undefined) return {};
  const { id, folded } = newest;
  return {
    previous: { feed: id, count: folded.header.seq, head: folded.hash },
  };
}
