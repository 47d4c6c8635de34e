import { ACCUMULATE, madd, RELU } from "./tile";

/** One row a (k) times the transpose of B (n x k): dot products of rows. */
export function gemvRows(
  a: usize,
  b: usize,
  c: usize,
  k: i32,
  n: i32,
  bias: usize,
  mode: i32,
): void {
  const bytes: usize = k << 2;
  const end = bytes & ~31;
  for (let j = 0; j < n; j++, b += bytes, c += 4) {
    let s = f32x4.splat(0), t = s;
    let p: usize = 0;
    for (; p < end; p += 32) {
      s = madd(v128.load(a + p), v128.load(b + p), s);
      t = madd(v128.load(a + p, 16), v128.load(b + p, 16), t);
    }
    s = f32x4.add(s, t);
    let sum: f32 = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) +
      (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
    for (; p < bytes; p += 4) sum += load<f32>(a + p) * load<f32>(b + p);
    if (mode & ACCUMULATE) sum += load<f32>(c);
    else if (bias) sum += load<f32>(bias + (<usize>j << 2));
    if (mode & RELU) sum = max<f32>(sum, 0);
    store<f32>(c, sum);
  }
}
