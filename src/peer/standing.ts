import type { Phase } from "./events.ts";
import type { Standing } from "./herald.ts";
import type { PeerParts } from "./parts.ts";

/**
 * Where a peer stands, as its statuses say it.
 *
 * @param firstRound the round from which on its updates are to be expected
 * @param leaving whether this is its last word
 */
export function standingOf(
  { rounds, turns, course, passes, roster }: PeerParts,
  { phase, firstRound, leaving }: {
    phase: Phase;
    firstRound: number;
    leaving: boolean;
  },
): Standing {
  const { publisher, computing } = turns;
  const { stopReason, validation } = course;
  return {
    seq: publisher.writer.seq,
    firstRound,
    round: rounds.round,
    flags: {
      joining: phase === "joining",
      computing: computing !== undefined,
      done: phase === "finishing",
      leaving,
    },
    seat: roster.seat,
    progress: passes,
    residualNorm: publisher.residualNorm,
    cumulativeNorm: publisher.writer.cumulativeNorm,
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(validation === undefined ? {} : { validation }),
  };
}
