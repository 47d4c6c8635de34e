import type { Seat } from "./seat.ts";

/** A feed of which some updates are in nobody's final model. */
export interface Shortfall {
  peer: string;
  feed: string;
  /** Updates that the process said it published. */
  published: number;
  /** How many of them it knew to be on disk when it published the last. */
  synced: number;
  /** The fewest that a final model has. */
  have: number;
}

/** What all that was published came to. */
export interface Audit {
  /** Updates that were published, in all feeds. */
  published: number;
  /** Feeds that lack what was on disk, or published by a process that nobody killed. */
  lost: Shortfall[];
  /** Feeds cut short by a kill: the last updates had no sync that returned, and reached nobody. */
  cutShort: Shortfall[];
  /** Hashes of the final replicas. */
  hashes: string[];
  /** Peers that did not end well, and what they said last. */
  failed: string[];
}

/** Holds what the processes published against the clocks they ended with. */
export function audit(seats: Seat[]): Audit {
  const ends = seats.flatMap(({ life }) => life?.summary ?? []);
  const clocks = ends.map(({ clock }) => clock as Record<string, number>);
  const result: Audit = {
    published: 0,
    lost: [],
    cutShort: [],
    hashes: [...new Set(ends.map(({ hash }) => hash as string))],
    failed: seats.flatMap((seat) => failureOf(seat)),
  };
  for (const { name, lives } of seats) {
    for (const { published, killedAt } of lives) {
      const last = published.at(-1);
      if (last === undefined) continue;
      result.published += last.seq;
      const have = Math.min(...clocks.map((clock) => clock[last.feed] ?? 0));
      if (have >= last.seq) continue;
      const { feed, seq, synced } = last;
      const shortfall = { peer: name, feed, published: seq, synced, have };
      const isCut = killedAt !== undefined && have >= synced;
      (isCut ? result.cutShort : result.lost).push(shortfall);
    }
  }
  return result;
}

function failureOf({ name, life }: Seat): string[] {
  if (life === undefined || life.summary !== undefined) return [];
  const last = life.said.at(-1)?.line ?? life.progress;
  return [
    `${name}: ${JSON.stringify(last)} ${life.process.stderr.trim()}`,
  ];
}
