/** Copies `rows` pieces of `bytes` each, any distance apart. */
export function copyRows(
  from: usize,
  to: usize,
  rows: i32,
  bytes: usize,
  fromStep: usize,
  toStep: usize,
): void {
  for (let i = 0; i < rows; i++, from += fromStep, to += toStep) {
    copy(to, from, bytes);
  }
}

/**
 * Gathers along the middle of x (outer x size x inner); indices beyond the ends
 * count as the nearest end.
 */
export function gatherMiddle(
  x: usize,
  indices: usize,
  out: usize,
  outer: i32,
  size: i32,
  inner: i32,
  count: i32,
): void {
  const bytes: usize = inner << 2;
  for (let o = 0; o < outer; o++, x += <usize>size * bytes) {
    for (let i = 0; i < count; i++, out += bytes) {
      const index = load<i32>(indices + (<usize>i << 2));
      copy(out, x + <usize>min(max(index, 0), size - 1) * bytes, bytes);
    }
  }
}

/**
 * Transposes the planes of a tensor of 4-byte numbers: out (n x p x rows x
 * columns) with rows and columns any distance apart in x. `n` and `p` count the
 * planes, two axes of them.
 */
export function transposePlanes(
  x: usize,
  out: usize,
  n: i32,
  stepN: usize,
  p: i32,
  stepP: usize,
  rows: i32,
  rowStep: usize,
  columns: i32,
  columnStep: usize,
): void {
  const bytes: usize = columns << 2;
  for (let i = 0; i < n; i++, x += stepN) {
    let plane = x;
    for (let j = 0; j < p; j++, plane += stepP, out += <usize>rows * bytes) {
      if (columnStep == 4) {
        copyRows(plane, out, rows, bytes, rowStep, bytes);
      } else if (rowStep == 4) {
        turn(plane, out, rows, columns, columnStep);
      } else {
        let to = out;
        for (let r = 0; r < rows; r++) {
          let from = plane + <usize>r * rowStep;
          for (let c = 0; c < columns; c++, from += columnStep, to += 4) {
            store<u32>(to, load<u32>(from));
          }
        }
      }
    }
  }
}

/** One plane whose columns are contiguous, by blocks of 4 x 4. */
function turn(
  x: usize,
  out: usize,
  rows: i32,
  columns: i32,
  step: usize,
): void {
  const bytes: usize = columns << 2;
  let c = 0;
  for (; c + 4 <= columns; c += 4, x += 4 * step, out += 16) {
    let from = x, to = out;
    let r = 0;
    for (; r + 4 <= rows; r += 4, from += 16, to += 4 * bytes) {
      const x0 = v128.load(from), x1 = v128.load(from + step);
      const x2 = v128.load(from + 2 * step), x3 = v128.load(from + 3 * step);
      const p = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const q = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const s = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const t = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(p, q, 0, 1, 4, 5));
      v128.store(to + bytes, v128.shuffle<f32>(p, q, 2, 3, 6, 7));
      v128.store(to + 2 * bytes, v128.shuffle<f32>(s, t, 0, 1, 4, 5));
      v128.store(to + 3 * bytes, v128.shuffle<f32>(s, t, 2, 3, 6, 7));
    }
    for (; r < rows; r++, from += 4, to += bytes) {
      for (let i: usize = 0; i < 4; i++) {
        store<u32>(to + 4 * i, load<u32>(from + i * step));
      }
    }
  }
  for (; c < columns; c++, x += step, out += 4) {
    let from = x, to = out;
    for (let r = 0; r < rows; r++, from += 4, to += bytes) {
      store<u32>(to, load<u32>(from));
    }
  }
}

/** A call of memory.copy costs more than a few vectors. */
function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes > 512) {
    memory.copy(to, from, bytes);
    return;
  }
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
}
