import { RELU } from "./tile";

/** Adds a row to every row of c and takes max(0, c), as the mode says. */
export function epilogue(
  c: usize,
  rows: i32,
  n: i32,
  bias: usize,
  mode: i32,
): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let left = n;
    let b = bias;
    for (; left >= 4; left -= 4, c += 16) {
      let x = v128.load(c);
      if (bias) {
        x = f32x4.add(x, v128.load(b));
        b += 16;
      }
      if (mode & RELU) x = f32x4.max(x, zero);
      v128.store(c, x);
    }
    for (; left > 0; left--, c += 4) {
      let x = load<f32>(c);
      if (bias) {
        x += load<f32>(b);
        b += 4;
      }
      if (mode & RELU) x = max<f32>(x, 0);
      store<f32>(c, x);
    }
  }
}
