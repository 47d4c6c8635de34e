import type { FeedId } from "../../replica/mod.ts";
import type { Oracle } from "./oracle.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/**
 * Checks what one peer believes of the others: nobody's feed longer than it was
 * published, and nobody to have folded more of its updates than he has.
 */
export function checkMembers(
  watched: WatchedPeer,
  all: readonly WatchedPeer[],
  oracle: Oracle,
  report: Report,
): void {
  const { published } = watched.peer;
  if (published !== oracle.count(watched.feed)) {
    report(
      "progress",
      `It counts ${published} own updates, published were ${
        oracle.count(watched.feed)
      }`,
      watched,
    );
  }
  const byFeed = new Map<FeedId, WatchedPeer>();
  for (const other of all) byFeed.set(other.feed, other);
  for (const member of watched.peer.swarm.members.all()) {
    const count = oracle.count(member.feed);
    if (member.seq > count) {
      report(
        "claim",
        `It believes that ${member.feed} has ${member.seq} entries, published were ${count}`,
        watched,
      );
    }
    const folded = byFeed.get(member.feed)?.counts.get(watched.feed) ?? 0;
    if (member.folded > folded) {
      report(
        "claim",
        `It believes that ${member.feed} has folded ${member.folded} of its updates, and that one has folded ${folded}`,
        watched,
      );
    }
  }
}
