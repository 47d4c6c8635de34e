/**
 * One pass over a block: folds the difference before, takes the next one, and
 * projects it on the sum.
 *
 *     r += factor * z;   z = a - b;   lanes += r * z
 *
 * r is float64, a, b and z are float32, lanes are eight float64: entry i goes to
 * lane i mod 8. No fused multiply-add, so that scalar code gives the same bits.
 *
 * @param n a multiple of 8
 */
export function step(
  r: usize,
  z: usize,
  a: usize,
  b: usize,
  factor: f64,
  n: i32,
  lanes: usize,
): void {
  pass(r, z, 0, a, b, factor, 0, n, lanes, false);
}

/** The same for what two steps in a row, a and b, owe to the one before: z = (a - decay * before) - (b - decay * a). */
export function stepFollowing(
  r: usize,
  z: usize,
  before: usize,
  a: usize,
  b: usize,
  factor: f64,
  decay: f32,
  n: i32,
  lanes: usize,
): void {
  pass(r, z, before, a, b, factor, decay, n, lanes, true);
}

// @ts-ignore: decorator
@inline
function pass(
  r: usize,
  z: usize,
  before: usize,
  a: usize,
  b: usize,
  factor: f64,
  decay: f32,
  n: i32,
  lanes: usize,
  follows: bool,
): void {
  const f = f64x2.splat(factor), g = f32x4.splat(decay);
  let s0 = v128.load(lanes), s1 = v128.load(lanes, 16);
  let s2 = v128.load(lanes, 32), s3 = v128.load(lanes, 48);
  for (; n > 0; n -= 8, r += 64, z += 32, a += 32, b += 32) {
    let last = v128.load(z);
    let low = plus(v128.load(r), f, f64x2.promote_low_f32x4(last));
    let high = plus(v128.load(r, 16), f, promoteHigh(last));
    v128.store(r, low), v128.store(r, high, 16);
    let x = v128.load(a), y = v128.load(b);
    if (follows) {
      y = f32x4.sub(y, f32x4.mul(g, x));
      x = f32x4.sub(x, f32x4.mul(g, v128.load(before)));
    }
    let next = f32x4.sub(x, y);
    v128.store(z, next);
    s0 = plus(s0, low, f64x2.promote_low_f32x4(next));
    s1 = plus(s1, high, promoteHigh(next));
    last = v128.load(z, 16);
    low = plus(v128.load(r, 32), f, f64x2.promote_low_f32x4(last));
    high = plus(v128.load(r, 48), f, promoteHigh(last));
    v128.store(r, low, 32), v128.store(r, high, 48);
    x = v128.load(a, 16), y = v128.load(b, 16);
    if (follows) {
      y = f32x4.sub(y, f32x4.mul(g, x));
      x = f32x4.sub(x, f32x4.mul(g, v128.load(before, 16)));
      before += 32;
    }
    next = f32x4.sub(x, y);
    v128.store(z, next, 16);
    s2 = plus(s2, low, f64x2.promote_low_f32x4(next));
    s3 = plus(s3, high, promoteHigh(next));
  }
  v128.store(lanes, s0), v128.store(lanes, s1, 16);
  v128.store(lanes, s2, 32), v128.store(lanes, s3, 48);
}

/** r += factor * z, n of them, a multiple of 8. */
export function fold(r: usize, z: usize, factor: f64, n: i32): void {
  const f = f64x2.splat(factor);
  for (; n > 0; n -= 4, r += 32, z += 16) {
    const value = v128.load(z);
    v128.store(r, plus(v128.load(r), f, f64x2.promote_low_f32x4(value)));
    v128.store(r, plus(v128.load(r, 16), f, promoteHigh(value)), 16);
  }
}

/** out = x - factor * y, all float32, n of them, a multiple of 8. */
export function lessScaled(
  out: usize,
  x: usize,
  y: usize,
  factor: f32,
  n: i32,
): void {
  const f = f32x4.splat(factor);
  for (; n > 0; n -= 8, out += 32, x += 32, y += 32) {
    const low = f32x4.mul(f, v128.load(y));
    const high = f32x4.mul(f, v128.load(y, 16));
    v128.store(out, f32x4.sub(v128.load(x), low));
    v128.store(out, f32x4.sub(v128.load(x, 16), high), 16);
  }
}

/** out = scale * values, float32 from int8, n of them rounded up to 16. */
export function scaleInt8(
  values: usize,
  out: usize,
  scale: f32,
  n: i32,
): void {
  const f = f32x4.splat(scale);
  for (; n > 0; n -= 16, values += 16, out += 64) {
    const bytes = v128.load(values);
    const low = i16x8.extend_low_i8x16_s(bytes);
    const high = i16x8.extend_high_i8x16_s(bytes);
    v128.store(out, scaled(f, i32x4.extend_low_i16x8_s(low)));
    v128.store(out, scaled(f, i32x4.extend_high_i16x8_s(low)), 16);
    v128.store(out, scaled(f, i32x4.extend_low_i16x8_s(high)), 32);
    v128.store(out, scaled(f, i32x4.extend_high_i16x8_s(high)), 48);
  }
}

// @ts-ignore: decorator
@inline
function scaled(scale: v128, integers: v128): v128 {
  return f32x4.mul(scale, f32x4.convert_i32x4_s(integers));
}

// @ts-ignore: decorator
@inline
function plus(sum: v128, x: v128, y: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, y));
}

// @ts-ignore: decorator
@inline
function promoteHigh(value: v128): v128 {
  return f64x2.promote_low_f32x4(
    v128.shuffle<i32>(value, value, 2, 3, 2, 3),
  );
}
