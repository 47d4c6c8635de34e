import { MAGNITUDE, squared } from "./vectors";

/**
 * The places of the magnitudes whose bits are at least so much, and the sum of all squares.
 *
 * @param least bits, above 0
 * @param first added to each place
 * @param out receives the places, each a u32
 * @returns how many
 */
export function collect(
  v: usize,
  least: i32,
  first: i32,
  out: usize,
  n: i32,
  sums: usize,
): i32 {
  const mask = i32x4.splat(MAGNITUDE), bound = i32x4.splat(least - 1);
  let all = v128.load(sums, 16);
  const start = out;
  for (let i = 0; i < n; i += 8, v += 32) {
    const x = v128.load(v), y = v128.load(v, 16);
    all = f64x2.add(all, f64x2.add(squared(x), squared(y)));
    const a = i32x4.gt_s(v128.and(x, mask), bound);
    const b = i32x4.gt_s(v128.and(y, mask), bound);
    if (!v128.any_true(v128.or(a, b))) continue;
    let hits = i32x4.bitmask(a) | (i32x4.bitmask(b) << 4);
    for (; hits !== 0; hits &= hits - 1, out += 4) {
      store<i32>(out, first + i + ctz(hits));
    }
  }
  v128.store(sums, all, 16);
  return i32(out - start) >> 2;
}

