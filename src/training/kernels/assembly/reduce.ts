import { sumLanes } from "./math";

/** Rows that are summed before their sum is added: keeps rounding small. */
const BLOCK: i32 = 128;

/** out (outer x inner) = scale * sum over the middle of x (outer x n x inner). */
export function sumMiddle(
  x: usize,
  out: usize,
  outer: i32,
  n: i32,
  inner: i32,
  scale: f32,
): void {
  const bytes: usize = inner << 2;
  if (inner == 1) {
    for (let o = 0; o < outer; o++, x += <usize>n << 2, out += 4) {
      store<f32>(out, scale * sumRow(x, n));
    }
    return;
  }
  const factor = f32x4.splat(scale);
  for (let o = 0; o < outer; o++) {
    let at = x;
    let left = inner;
    for (; left >= 8; left -= 8, at += 32, out += 32) {
      let s = f32x4.splat(0), t = s;
      let row = at;
      for (let i = 0; i < n; i += BLOCK) {
        let p = f32x4.splat(0), q = p;
        for (let k = min(BLOCK, n - i); k > 0; k--, row += bytes) {
          p = f32x4.add(p, v128.load(row)), q = f32x4.add(q, v128.load(row, 16));
        }
        s = f32x4.add(s, p), t = f32x4.add(t, q);
      }
      v128.store(out, f32x4.mul(s, factor));
      v128.store(out, f32x4.mul(t, factor), 16);
    }
    for (; left > 0; left--, at += 4, out += 4) {
      let s: f32 = 0;
      let row = at;
      for (let i = 0; i < n; i += BLOCK) {
        let p: f32 = 0;
        for (let k = min(BLOCK, n - i); k > 0; k--, row += bytes) {
          p += load<f32>(row);
        }
        s += p;
      }
      store<f32>(out, s * scale);
    }
    x += <usize>n * bytes;
  }
}

function sumRow(x: usize, n: i32): f32 {
  let sum: f32 = 0;
  while (n >= 16) {
    let s = f32x4.splat(0), t = s, u = s, v = s;
    for (let k = min(32, n >> 4); k > 0; k--, n -= 16, x += 64) {
      s = f32x4.add(s, v128.load(x)), t = f32x4.add(t, v128.load(x, 16));
      u = f32x4.add(u, v128.load(x, 32)), v = f32x4.add(v, v128.load(x, 48));
    }
    sum += sumLanes(f32x4.add(f32x4.add(s, t), f32x4.add(u, v)));
  }
  for (; n > 0; n--, x += 4) sum += load<f32>(x);
  return sum;
}

/** out += x, n numbers, a multiple of 4. */
export function addTo(out: usize, x: usize, n: i32): void {
  for (; n > 0; n -= 4, out += 16, x += 16) {
    v128.store(out, f32x4.add(v128.load(out), v128.load(x)));
  }
}
