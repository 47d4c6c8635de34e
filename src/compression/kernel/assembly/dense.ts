import { squared } from "./vectors";

const GRID: f32 = 2.3283064365386963e-10; // 2^-32
const UNITS: f32 = 4294967296.0; // 2^32
const COARSE: f32 = 0.00390625; // 2^-8: from here on every float32 is on the grid

/**
 * out = v rounded to the grid within the limit; v = what is left.
 *
 * @param isFine whether all magnitudes are below 2^-8 and within the limit, so that there is less to do
 */
export function float32(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  if (isFine) dense32(v, out, limit, true, n, sums);
  else dense32(v, out, limit, false, n, sums);
}

// @ts-ignore: decorator
@inline
function dense32(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  let sent = v128.load(sums), left = v128.load(sums, 16);
  for (; n > 0; n -= 8, v += 32, out += 32) {
    const x = v128.load(v), y = v128.load(v, 16);
    const d = isFine ? fineToGrid(x) : toGrid(x, limit);
    const e = isFine ? fineToGrid(y) : toGrid(y, limit);
    const r = f32x4.sub(x, d), s = f32x4.sub(y, e);
    v128.store(out, d), v128.store(out, e, 16);
    v128.store(v, r), v128.store(v, s, 16);
    sent = f64x2.add(sent, f64x2.add(squared(d), squared(e)));
    left = f64x2.add(left, f64x2.add(squared(r), squared(s)));
  }
  v128.store(sums, sent), v128.store(sums, left, 16);
}

/** out = the upper halves of v rounded to the grid, then to 8 bits, ties to even; v = what is left. */
export function bfloat16(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  if (isFine) dense16(v, out, limit, true, n, sums);
  else dense16(v, out, limit, false, n, sums);
}

// @ts-ignore: decorator
@inline
function dense16(
  v: usize,
  out: usize,
  limit: f32,
  isFine: bool,
  n: i32,
  sums: usize,
): void {
  let sent = v128.load(sums), left = v128.load(sums, 16);
  for (; n > 0; n -= 8, v += 32, out += 16) {
    const x = v128.load(v), y = v128.load(v, 16);
    const p = upperHalf(isFine ? fineToGrid(x) : toGrid(x, limit));
    const q = upperHalf(isFine ? fineToGrid(y) : toGrid(y, limit));
    v128.store(out, i16x8.narrow_i32x4_u(p, q));
    const d = i32x4.shl(p, 16), e = i32x4.shl(q, 16);
    const r = f32x4.sub(x, d), s = f32x4.sub(y, e);
    v128.store(v, r), v128.store(v, s, 16);
    sent = f64x2.add(sent, f64x2.add(squared(d), squared(e)));
    left = f64x2.add(left, f64x2.add(squared(r), squared(s)));
  }
  v128.store(sums, sent), v128.store(sums, left, 16);
}

// @ts-ignore: decorator
@inline
function toGrid(x: v128, limit: f32): v128 {
  const near = f32x4.pmax(
    f32x4.splat(-limit),
    f32x4.pmin(f32x4.splat(limit), x),
  );
  const isCoarse = f32x4.ge(f32x4.abs(near), f32x4.splat(COARSE));
  return v128.bitselect(near, fineToGrid(near), isCoarse);
}

// Adding 0 makes a plain zero of a negative one.
// @ts-ignore: decorator
@inline
function fineToGrid(x: v128): v128 {
  const units = f32x4.nearest(f32x4.mul(x, f32x4.splat(UNITS)));
  return f32x4.add(f32x4.mul(units, f32x4.splat(GRID)), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function upperHalf(x: v128): v128 {
  const upper = i32x4.shr_u(x, 16);
  const odd = v128.and(upper, i32x4.splat(1));
  return i32x4.shr_u(i32x4.add(x, i32x4.add(odd, i32x4.splat(0x7fff))), 16);
}

