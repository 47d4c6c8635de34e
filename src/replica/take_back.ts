import { DivergedError } from "./errors.ts";
import type { Replica } from "./replica.ts";
import type { Update } from "./update.ts";

/**
 * Gives a replica that has adopted its own old snapshot the updates back that were
 * kept beside it: what the model lacks is received and folded, what it holds is
 * retained again, to be served to those who lack it.
 *
 * @param updates of any feeds; those of one feed in their order, some of them twice
 * @returns those that the model lacked and now holds
 */
export function takeBack(
  replica: Replica,
  updates: readonly Update[],
): Update[] {
  const folded: Update[] = [];
  const held = new Map<string, Map<number, Update>>();
  for (const update of updates) {
    const { feed, header: { seq } } = update;
    if (seq > (replica.feed(feed)?.foldedCount ?? 0)) {
      replica.receive(update);
      folded.push(...foldAll(replica, feed));
      continue;
    }
    const same = held.get(feed);
    if (same === undefined) held.set(feed, new Map([[seq, update]]));
    else same.set(seq, update);
  }
  for (const [feed, bySeq] of held) {
    const { first = 1 } = replica.feed(feed) ?? {};
    const before = [...bySeq.values()].filter(({ header }) =>
      header.seq < first
    );
    replica.recall(before.sort((a, b) => a.header.seq - b.header.seq));
  }
  return folded;
}

function foldAll(replica: Replica, feed: string): Update[] {
  const folded: Update[] = [];
  try {
    for (;;) {
      const update = replica.fold(feed);
      if (update === undefined) return folded;
      folded.push(update);
    }
  } catch (error) {
    // With the others' updates the sum may be in range again.
    if (error instanceof DivergedError) return folded;
    throw error;
  }
}
