import { ACCUMULATE, madd, RELU } from "./tile";

/**
 * One row a (k) times B (k x n), row-major: packing B would cost more than the
 * product. Columns go by 32, then 8, then 1.
 */
export function gemv(
  a: usize,
  b: usize,
  c: usize,
  k: i32,
  n: i32,
  bias: usize,
  mode: i32,
): void {
  const ldb: usize = n << 2;
  let left = n;
  for (; left >= 32; left -= 32, b += 128, c += 128) {
    let s0 = begin(c, bias, mode, 0), s1 = begin(c, bias, mode, 16);
    let s2 = begin(c, bias, mode, 32), s3 = begin(c, bias, mode, 48);
    let s4 = begin(c, bias, mode, 64), s5 = begin(c, bias, mode, 80);
    let s6 = begin(c, bias, mode, 96), s7 = begin(c, bias, mode, 112);
    let row = b;
    for (let p: usize = 0; p < <usize>k << 2; p += 4, row += ldb) {
      const x = v128.load_splat<f32>(a + p);
      s0 = madd(x, v128.load(row, 0), s0), s1 = madd(x, v128.load(row, 16), s1);
      s2 = madd(x, v128.load(row, 32), s2), s3 = madd(x, v128.load(row, 48), s3);
      s4 = madd(x, v128.load(row, 64), s4), s5 = madd(x, v128.load(row, 80), s5);
      s6 = madd(x, v128.load(row, 96), s6);
      s7 = madd(x, v128.load(row, 112), s7);
    }
    end(c, mode, s0), end(c + 16, mode, s1), end(c + 32, mode, s2);
    end(c + 48, mode, s3), end(c + 64, mode, s4), end(c + 80, mode, s5);
    end(c + 96, mode, s6), end(c + 112, mode, s7);
    if (bias) bias += 128;
  }
  for (; left >= 8; left -= 8, b += 32, c += 32) {
    let s0 = begin(c, bias, mode, 0), s1 = begin(c, bias, mode, 16);
    let row = b;
    for (let p: usize = 0; p < <usize>k << 2; p += 4, row += ldb) {
      const x = v128.load_splat<f32>(a + p);
      s0 = madd(x, v128.load(row, 0), s0), s1 = madd(x, v128.load(row, 16), s1);
    }
    end(c, mode, s0), end(c + 16, mode, s1);
    if (bias) bias += 32;
  }
  for (; left > 0; left--, b += 4, c += 4) {
    let sum: f32 = 0;
    if (mode & ACCUMULATE) sum = load<f32>(c);
    else if (bias) sum = load<f32>(bias);
    let row = b;
    for (let p: usize = 0; p < <usize>k << 2; p += 4, row += ldb) {
      sum += load<f32>(a + p) * load<f32>(row);
    }
    if (mode & RELU) sum = max<f32>(sum, 0);
    store<f32>(c, sum);
    if (bias) bias += 4;
  }
}

/** What a sum begins with. */
function begin(c: usize, bias: usize, mode: i32, at: usize): v128 {
  if (mode & ACCUMULATE) return v128.load(c + at);
  return bias ? v128.load(bias + at) : f32x4.splat(0);
}

function end(c: usize, mode: i32, sum: v128): void {
  if (mode & RELU) sum = f32x4.max(sum, f32x4.splat(0));
  v128.store(c, sum);
}
