import type { StalenessFigures } from "../../peer/mod.ts";
import type { Distribution } from "./instrument.ts";

/** Most buckets: bounds 0, 1, 3, 7, … 4095 and what lies above. */
const BUCKETS = 14;

/**
 * Staleness in buckets that do not change while it grows: 0, 1, 2 to 3, 4 to 7, and
 * so on.
 */
export function stalenessDistribution(
  { histogram, total }: StalenessFigures,
): Distribution {
  const bounds = Array.from({ length: BUCKETS - 1 }, (_, i) => 2 ** i - 1);
  const counts = new Array<number>(BUCKETS).fill(0);
  histogram.forEach((count, i) => counts[Math.min(i, BUCKETS - 1)]! += count);
  return { bounds, counts, sum: total };
}
