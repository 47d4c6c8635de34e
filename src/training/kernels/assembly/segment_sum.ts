/**
 * Adds rows of `size` numbers to the rows that `ids` name, in order; rows with
 * an id out of range are left out. `out` is cleared first.
 */
export function segmentSum(
  x: usize,
  ids: usize,
  out: usize,
  rows: i32,
  size: i32,
  segments: i32,
): void {
  const bytes: usize = size << 2;
  memory.fill(out, 0, <usize>segments * bytes);
  for (let i = 0; i < rows; i++, ids += 4) {
    const id = load<i32>(ids);
    if (<u32>id >= <u32>segments) {
      x += bytes;
      continue;
    }
    let to = out + <usize>id * bytes;
    let n = size;
    for (; n >= 4; n -= 4, to += 16, x += 16) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
    }
    for (; n > 0; n--, to += 4, x += 4) {
      store<f32>(to, load<f32>(to) + load<f32>(x));
    }
  }
}
