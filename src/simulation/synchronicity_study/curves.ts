/** Points on either side that a loss is averaged with. */
export const REACH = 3;

/**
 * A loss curve without its jitter: each point becomes the geometric mean of those
 * up to 3 before and after it, of as many on both sides but at the end, where the
 * last is the mean of the last 4. So nothing lags.
 *
 * @param losses above 0; Infinity where a run has diverged
 */
export function smoothed(losses: readonly number[]): number[] {
  const logs = losses.map(Math.log);
  return logs.map((_, i) => {
    const before = Math.min(i, REACH);
    const near = logs.slice(i - before, i + before + 1);
    return Math.exp(near.reduce((sum, log) => sum + log, 0) / near.length);
  });
}

/**
 * When a curve is at or below a target for the first time, in stretches from the
 * beginning: between two points as if the loss went down by the same part in equal
 * times. Infinity where it never is.
 */
export function timeTo(curve: readonly number[], target: number): number {
  const at = curve.findIndex((loss) => loss <= target);
  if (at < 0) return Infinity;
  if (at === 0) return 0;
  const before = Math.log(curve[at - 1]!), after = Math.log(curve[at]!);
  if (before === Infinity) return at;
  return at - 1 + (before - Math.log(target)) / (before - after);
}
