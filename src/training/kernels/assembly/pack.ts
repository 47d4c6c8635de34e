/** Bytes of a packed panel of 8 columns for each k. */
export const PANEL_BYTES: usize = 32;

/**
 * Packs 8 columns of B for `length` values of k: side by side for each k, zeros
 * beyond the last column.
 *
 * @param b The first number
 * @param rowStep Bytes from one k to the next
 * @param columnStep Bytes from one column to the next
 * @param columns Columns that there are; 8 or more count as 8
 */
export function packPanel(
  b: usize,
  rowStep: usize,
  columnStep: usize,
  length: i32,
  columns: i32,
  out: usize,
): void {
  if (columns >= 8 && columnStep == 4) {
    for (let k = 0; k < length; k++, b += rowStep, out += 32) {
      v128.store(out, v128.load(b));
      v128.store(out, v128.load(b, 16), 16);
    }
    return;
  }
  if (columns >= 8 && rowStep == 4) {
    let k = 0;
    for (; k + 4 <= length; k += 4, b += 16, out += 128) {
      transpose4(b, columnStep, out);
      transpose4(b + 4 * columnStep, columnStep, out + 16);
    }
    for (; k < length; k++, b += 4, out += 32) {
      for (let j: usize = 0; j < 8; j++) {
        store<f32>(out + 4 * j, load<f32>(b + j * columnStep));
      }
    }
    return;
  }
  const there: usize = columns < 8 ? columns : 8;
  const zero = f32x4.splat(0);
  for (let k = 0; k < length; k++, b += rowStep, out += 32) {
    v128.store(out, zero), v128.store(out, zero, 16);
    let at = b;
    for (let j: usize = 0; j < there; j++, at += columnStep) {
      store<f32>(out + 4 * j, load<f32>(at));
    }
  }
}

/** Four rows of 4 numbers to four columns, 32 bytes apart. */
function transpose4(from: usize, step: usize, out: usize): void {
  const r0 = v128.load(from), r1 = v128.load(from + step);
  const r2 = v128.load(from + 2 * step), r3 = v128.load(from + 3 * step);
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<f32>(a, b, 2, 3, 6, 7), 32);
  v128.store(out, v128.shuffle<f32>(c, d, 0, 1, 4, 5), 64);
  v128.store(out, v128.shuffle<f32>(c, d, 2, 3, 6, 7), 96);
}

/**
 * Packs rows of A by four: side by side for each k; the last rows are followed
 * by repetitions of the last.
 */
export function packRows(
  a: usize,
  rowStep: usize,
  step: usize,
  rows: i32,
  length: i32,
  out: usize,
): void {
  for (let i = 0; i < rows; i += 4, a += 4 * rowStep) {
    let k = 0, at = a;
    if (i + 4 <= rows && rowStep == 4) {
      for (; k < length; k++, at += step, out += 16) {
        v128.store(out, v128.load(at));
      }
      continue;
    }
    const r1 = i + 1 < rows ? rowStep : 0;
    const r2 = i + 2 < rows ? r1 + rowStep : r1;
    const r3 = i + 3 < rows ? r2 + rowStep : r2;
    if (i + 4 <= rows && step == 4) {
      for (; k + 4 <= length; k += 4, at += 16, out += 64) {
        const x0 = v128.load(at), x1 = v128.load(at + r1);
        const x2 = v128.load(at + r2), x3 = v128.load(at + r3);
        const p = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
        const q = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
        const r = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
        const s = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
        v128.store(out, v128.shuffle<f32>(p, q, 0, 1, 4, 5));
        v128.store(out, v128.shuffle<f32>(p, q, 2, 3, 6, 7), 16);
        v128.store(out, v128.shuffle<f32>(r, s, 0, 1, 4, 5), 32);
        v128.store(out, v128.shuffle<f32>(r, s, 2, 3, 6, 7), 48);
      }
    }
    for (; k < length; k++, at += step, out += 16) {
      store<f32>(out, load<f32>(at)), store<f32>(out, load<f32>(at + r1), 4);
      store<f32>(out, load<f32>(at + r2), 8);
      store<f32>(out, load<f32>(at + r3), 12);
    }
  }
}
