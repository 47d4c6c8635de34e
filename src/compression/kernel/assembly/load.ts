import { largestLane, MAGNITUDE, promoteHigh } from "./vectors";

/**
 * v = step + factor * carried, rounded once; step is float64. Without carried, which is 0 then, v = step.
 *
 * @returns as `largest`
 */
export function load64(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
): u32 {
  return carried
    ? stepAndCarried(step, carried, factor, v, n, true, true)
    : stepAndCarried(step, carried, factor, v, n, true, false);
}

/** The same of a float32 step. */
export function load32(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
): u32 {
  return stepAndCarried(step, carried, factor, v, n, false, true);
}

// @ts-ignore: decorator
@inline
function stepAndCarried(
  step: usize,
  carried: usize,
  factor: f64,
  v: usize,
  n: i32,
  isWide: bool,
  carries: bool,
): u32 {
  const f = f64x2.splat(factor), mask = i32x4.splat(MAGNITUDE);
  let most = i32x4.splat(0);
  for (; n > 0; n -= 4, v += 16) {
    let low: v128, high: v128;
    if (isWide) {
      low = v128.load(step), high = v128.load(step, 16);
      step += 32;
    } else {
      const x = v128.load(step);
      low = f64x2.promote_low_f32x4(x), high = promoteHigh(x);
      step += 16;
    }
    if (carries) {
      const c = v128.load(carried);
      low = f64x2.add(low, f64x2.mul(f, f64x2.promote_low_f32x4(c)));
      high = f64x2.add(high, f64x2.mul(f, promoteHigh(c)));
      carried += 16;
    }
    const sum = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(low),
      f32x4.demote_f64x2_zero(high),
      0,
      2,
    );
    most = i32x4.max_u(most, v128.and(sum, mask));
    v128.store(v, sum);
  }
  return largestLane(most);
}

/** The bits of the largest magnitude, as an unsigned integer: above 0x7f7fffff where one is not finite. */
export function largest(v: usize, n: i32): u32 {
  const mask = i32x4.splat(MAGNITUDE);
  let a = i32x4.splat(0), b = i32x4.splat(0);
  for (; n > 0; n -= 8, v += 32) {
    a = i32x4.max_u(a, v128.and(v128.load(v), mask));
    b = i32x4.max_u(b, v128.and(v128.load(v, 16), mask));
  }
  return largestLane(i32x4.max_u(a, b));
}

