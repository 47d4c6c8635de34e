import type { Random } from "../random/mod.ts";

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer,
 * uniform over all such matrices: Gram and Schmidt on normal vectors (Mezzadri
 * 2007; the diagonal of R is positive by construction). Each vector is
 * orthogonalised twice, which is enough in floating point (Giraud et al. 2005).
 *
 * @param rows Number of rows
 * @param columns Number of columns
 * @param random Where its normal numbers come from
 * @returns rows x columns numbers, row-major
 */
export function orthogonal(
  rows: number,
  columns: number,
  random: Random,
): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const v = new Float64Array(length);
    for (let i = 0; i < length; i++) v[i] = random.normal();
    for (let pass = 0; pass < 2; pass++) {
      for (const q of vectors) {
        const projection = dot(q, v);
        for (let i = 0; i < length; i++) v[i]! -= projection * q[i]!;
      }
    }
    const norm = Math.sqrt(dot(v, v));
    for (let i = 0; i < length; i++) v[i]! /= norm;
    vectors.push(v);
  }
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      out[r * columns + c] = rows >= columns
        ? vectors[c]![r]!
        : vectors[r]![c]!;
    }
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
