import type { UnitVectors } from "./unit_vectors.ts";

/** Visits a step: what each worker's vector is, in rank order. */
export type Visit = (step: number, row: readonly Float32Array[]) => void;

/**
 * Walks through an epoch: at each step every worker comes to its next unit.
 *
 * @param orders each worker's units in their order
 * @param held steps that a vector stays as it is; then its memory is used again
 * @returns the parallel herding bound in the infinity norm; the vectors' mean is zero
 */
export function walk(
  vectors: UnitVectors,
  orders: readonly (readonly number[])[],
  held: number,
  visit: Visit,
): number {
  const { workers, units, dimension } = vectors;
  const rows = Array.from(
    { length: held },
    () => Array.from({ length: workers }, () => new Float32Array(dimension)),
  );
  const sum = new Float64Array(dimension);
  let bound = 0;
  for (let step = 0; step < units; step++) {
    const row = rows[step % held]!;
    for (let worker = 0; worker < workers; worker++) {
      vectors.read(worker, orders[worker]![step]!, row[worker]!, sum);
    }
    for (let j = 0; j < dimension; j++) {
      const value = Math.abs(sum[j]!);
      if (value > bound) bound = value;
    }
    visit(step, row);
  }
  return bound;
}
