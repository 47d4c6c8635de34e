/**
 * The innermost loop of all products: a tile of C of 4 rows and 8 columns is
 * held in registers while it runs over k. Without packing A: four pointers into
 * its rows. B is packed: 8 columns of a panel side by side for each k, zeros
 * beyond the last column. Sums run over k in order, whatever the shapes.
 */

/** Adds to what C holds; otherwise C begins with the bias, or 0. */
export const ACCUMULATE: i32 = 1;
/** Takes max(0, C) at the end. */
export const RELU: i32 = 2;

/** a * b + c; one rounding where the machine has it and the build allows. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Bytes of scratch that a tile uses at its edges: 4 x 8 numbers. */
export const EDGE_BYTES: usize = 128;

/**
 * One tile over `outer` x `inner` runs of `length` numbers each, which follow
 * one another in B. `Step` says how A is read: i8: the numbers of a run are
 * neighbours; i16: the four rows are neighbours, `step` bytes from one k to the
 * next; i64: as i16 with a step of 16, packed; i32: none of these, `step` bytes
 * from one k to the next.
 */
export function tile<Step>(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  outer: i32,
  outerStep: usize,
  inner: i32,
  innerStep: usize,
  length: i32,
  b: usize,
  c: usize,
  ldc: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  mode: i32,
  edge: usize,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let o = 0; o < outer; o++) {
    let p0 = a0, p1 = a1, p2 = a2, p3 = a3;
    for (let i = 0; i < inner; i++) {
      let q0 = p0, q1 = p1, q2 = p2, q3 = p3;
      let k = length;
      // Pointers move after each k: with offsets instead the engine loads too
      // far ahead and runs out of registers, a quarter slower.
      if (sizeof<Step>() == 1) {
        for (; k >= 2; k -= 2) {
          let b0 = v128.load(b), b1 = v128.load(b, 16);
          let a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q1);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q2);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q3);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += 4, q1 += 4, q2 += 4, q3 += 4, b += 32;

          b0 = v128.load(b), b1 = v128.load(b, 16);
          a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q1);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q2);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q3);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += 4, q1 += 4, q2 += 4, q3 += 4, b += 32;
        }
      }
      if (sizeof<Step>() == 2) {
        for (; k >= 2; k -= 2) {
          let b0 = v128.load(b), b1 = v128.load(b, 16);
          let a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q0, 4);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q0, 8);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q0, 12);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += step, b += 32;

          b0 = v128.load(b), b1 = v128.load(b, 16);
          a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q0, 4);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q0, 8);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q0, 12);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += step, b += 32;
        }
        q1 = q0 + 4, q2 = q0 + 8, q3 = q0 + 12;
      }
      if (sizeof<Step>() == 8) {
        for (; k >= 2; k -= 2) {
          let b0 = v128.load(b), b1 = v128.load(b, 16);
          let a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q0, 4);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q0, 8);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q0, 12);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += 16, b += 32;

          b0 = v128.load(b), b1 = v128.load(b, 16);
          a = v128.load_splat<f32>(q0);
          c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
          a = v128.load_splat<f32>(q0, 4);
          c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
          a = v128.load_splat<f32>(q0, 8);
          c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
          a = v128.load_splat<f32>(q0, 12);
          c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
          q0 += 16, b += 32;
        }
        q1 = q0 + 4, q2 = q0 + 8, q3 = q0 + 12;
      }
      const s: usize = sizeof<Step>() == 1
        ? 4
        : sizeof<Step>() == 8
        ? 16
        : step;
      for (; k > 0; k--) {
        const b0 = v128.load(b, 0), b1 = v128.load(b, 16);
        let a = v128.load_splat<f32>(q0);
        c00 = madd(a, b0, c00), c01 = madd(a, b1, c01);
        a = v128.load_splat<f32>(q1);
        c10 = madd(a, b0, c10), c11 = madd(a, b1, c11);
        a = v128.load_splat<f32>(q2);
        c20 = madd(a, b0, c20), c21 = madd(a, b1, c21);
        a = v128.load_splat<f32>(q3);
        c30 = madd(a, b0, c30), c31 = madd(a, b1, c31);
        q0 += s, q1 += s, q2 += s, q3 += s, b += 32;
      }
      p0 += innerStep, p1 += innerStep, p2 += innerStep, p3 += innerStep;
    }
    a0 += outerStep, a1 += outerStep, a2 += outerStep, a3 += outerStep;
  }
  if (columns >= 8) {
    storeRow(c, bias, mode, c00, c01);
    if (rows > 1) storeRow(c + ldc, bias, mode, c10, c11);
    if (rows > 2) storeRow(c + 2 * ldc, bias, mode, c20, c21);
    if (rows > 3) storeRow(c + 3 * ldc, bias, mode, c30, c31);
    return;
  }
  v128.store(edge, c00, 0), v128.store(edge, c01, 16);
  v128.store(edge, c10, 32), v128.store(edge, c11, 48);
  v128.store(edge, c20, 64), v128.store(edge, c21, 80);
  v128.store(edge, c30, 96), v128.store(edge, c31, 112);
  for (let i = 0; i < rows; i++, c += ldc, edge += 32) {
    for (let j: usize = 0; j < <usize>columns << 2; j += 4) {
      let v = load<f32>(edge + j);
      if (mode & ACCUMULATE) v += load<f32>(c + j);
      else if (bias) v += load<f32>(bias + j);
      // As f32x4.max: NaN stays NaN.
      if (mode & RELU) v = max<f32>(v, 0);
      store<f32>(c + j, v);
    }
  }
}

/** Eight numbers of one row of C. */
function storeRow(c: usize, bias: usize, mode: i32, x: v128, y: v128): void {
  if (mode & ACCUMULATE) {
    x = f32x4.add(x, v128.load(c)), y = f32x4.add(y, v128.load(c, 16));
  } else if (bias) {
    x = f32x4.add(x, v128.load(bias)), y = f32x4.add(y, v128.load(bias, 16));
  }
  if (mode & RELU) {
    const zero = f32x4.splat(0);
    x = f32x4.max(x, zero), y = f32x4.max(y, zero);
  }
  v128.store(c, x), v128.store(c, y, 16);
}
