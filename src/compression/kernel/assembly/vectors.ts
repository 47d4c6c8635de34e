/** All bits of a float32 but the sign. */
export const MAGNITUDE: i32 = 0x7fffffff;

// @ts-ignore: decorator
@inline
export function squared(x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x), high = promoteHigh(x);
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}

// @ts-ignore: decorator
@inline
export function squaredAll(x: v128, y: v128, z: v128, w: v128): v128 {
  return f64x2.add(
    f64x2.add(squared(x), squared(y)),
    f64x2.add(squared(z), squared(w)),
  );
}

// @ts-ignore: decorator
@inline
export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
export function largestLane(x: v128): u32 {
  return max(
    max(<u32> i32x4.extract_lane(x, 0), <u32> i32x4.extract_lane(x, 1)),
    max(<u32> i32x4.extract_lane(x, 2), <u32> i32x4.extract_lane(x, 3)),
  );
}
