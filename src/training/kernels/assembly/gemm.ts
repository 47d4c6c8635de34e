import { gemv } from "./gemv";
import { gemvRows } from "./gemv_rows";
import { packPanel, packRows, PANEL_BYTES } from "./pack";
import { ACCUMULATE, EDGE_BYTES, RELU, tile } from "./tile";

/** Values of k at a time: two panels of B (16 KB) stay in the first cache. */
const BLOCK_K: i32 = 256;
/** Rows of A at a time: packed (512 KB), they stay in the second cache. */
const BLOCK_M: i32 = 512;
/** Panels of B that are packed at a time: together one line of the cache. */
const PANELS: i32 = 2;
/** Columns from which packing A, too, pays. */
const PACK_FROM: i32 = 48;

/** Bytes of scratch that `gemm` needs. */
export function gemmScratch(): usize {
  return EDGE_BYTES + PANELS * BLOCK_K * PANEL_BYTES +
    (<usize>(BLOCK_M * BLOCK_K) << 2);
}

/**
 * C (m x n) = A (m x k) B (k x n) + bias, row-major; `transpose` bit 0: A is
 * given as k x m, bit 1: B as n x k. `bias` is a row of n numbers, or 0.
 */
export function gemm(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  transpose: i32,
  bias: usize,
  mode: i32,
  scratch: usize,
): void {
  const transposeA = (transpose & 1) != 0, transposeB = (transpose & 2) != 0;
  if (m == 1) {
    return transposeB
      ? gemvRows(a, b, c, k, n, bias, mode)
      : gemv(a, b, c, k, n, bias, mode);
  }
  const rowA: usize = (transposeA ? 1 : k) << 2;
  const stepA: usize = (transposeA ? m : 1) << 2;
  const rowB: usize = (transposeB ? 1 : n) << 2;
  const stepB: usize = (transposeB ? k : 1) << 2;
  const ldc: usize = n << 2;
  const panels = scratch + EDGE_BYTES;
  const packed = panels + PANELS * BLOCK_K * PANEL_BYTES;
  // Blocks of one length rather than a short one at the end.
  const blocks = max(1, (k + BLOCK_K - 1) / BLOCK_K);
  const block = (k + blocks - 1) / blocks;
  const pack = n >= PACK_FROM;
  for (let i0 = 0; i0 < m; i0 += BLOCK_M) {
    const high = min(BLOCK_M, m - i0);
    let k0 = 0;
    do {
      const length = min(block, k - k0);
      const last = k0 + block >= k;
      const way = (k0 > 0 ? ACCUMULATE : mode & ACCUMULATE) |
        (last ? mode & RELU : 0);
      const from = a + i0 * rowA + k0 * stepA;
      if (pack) packRows(from, rowA, stepA, high, length, packed);
      const panelBytes = PANEL_BYTES * length;
      for (let j = 0; j < n; j += 8 * PANELS) {
        const wide = min(8 * PANELS, n - j);
        for (let p = 0; p < wide; p += 8) {
          packPanel(
            b + k0 * rowB + (j + p) * stepB,
            rowB,
            stepB,
            length,
            n - j - p,
            panels + (<usize>p >> 3) * panelBytes,
          );
        }
        for (let i = 0; i < high; i += 4) {
          const rows = min(4, high - i);
          const a0 = from + i * rowA;
          const a1 = rows > 1 ? a0 + rowA : a0;
          const a2 = rows > 2 ? a1 + rowA : a0;
          const a3 = rows > 3 ? a2 + rowA : a0;
          const row = packed + (<usize>(i * length) << 2);
          for (let p = 0; p < wide; p += 8) {
            const panel = panels + (<usize>p >> 3) * panelBytes;
            const at = c + (i0 + i) * ldc + (<usize>(j + p) << 2);
            const biasAt = bias ? bias + (<usize>(j + p) << 2) : 0;
            const columns = n - j - p;
            if (pack) {
              tile<i64>(
                row, row + 4, row + 8, row + 12, 16, 1, 0, 1, 0, length, panel,
                at, ldc, rows, columns, biasAt, way, scratch,
              );
            } else if (!transposeA) {
              tile<i8>(
                a0, a1, a2, a3, 4, 1, 0, 1, 0, length, panel,
                at, ldc, rows, columns, biasAt, way, scratch,
              );
            } else if (rows == 4) {
              tile<i16>(
                a0, a1, a2, a3, stepA, 1, 0, 1, 0, length, panel,
                at, ldc, rows, columns, biasAt, way, scratch,
              );
            } else {
              tile<i32>(
                a0, a1, a2, a3, stepA, 1, 0, 1, 0, length, panel,
                at, ldc, rows, columns, biasAt, way, scratch,
              );
            }
          }
        }
      }
      k0 += block;
    } while (k0 < k);
  }
}
