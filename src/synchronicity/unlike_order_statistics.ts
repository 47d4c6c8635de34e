/** Provisional, until the real one lands. */
export interface Survival {
  /** x */
  readonly mean: number | undefined;
  /** x */
  survival(t: number): number;
}
/** x */
export function unlikeOrderStatistics(all: readonly Survival[]): Float64Array {
  return Float64Array.from(all, ({ mean }) => mean ?? 0).sort();
}
