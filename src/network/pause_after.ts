/** First pause before a peer is dialled again, in milliseconds. */
const FIRST_PAUSE = 250;

/** Longest pause, in milliseconds. */
const LONGEST_PAUSE = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling, with
 * jitter of half.
 *
 * @param failures Failures in a row, at least 1.
 * @param random A number in [0, 1).
 */
export function pauseAfter(failures: number, random = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  return pause * (0.5 + random);
}
