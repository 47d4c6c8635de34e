import { exp4, loadPart, log1, storePart, sumLanes } from "./math";

/**
 * Cross-entropy of softmax(x) for rows of n logits and one class each; p takes
 * the softmax. A class out of range costs nothing, as with one-hot labels.
 */
export function softmaxLoss(
  x: usize,
  classes: usize,
  losses: usize,
  p: usize,
  rows: i32,
  n: i32,
): void {
  const bytes: usize = n << 2, end = bytes & ~15;
  const rest = n & 3;
  for (let i = 0; i < rows; i++, classes += 4, losses += 4) {
    let m = f32x4.splat(-Infinity);
    for (let j: usize = 0; j < end; j += 16) m = f32x4.max(m, v128.load(x + j));
    if (rest) m = f32x4.max(m, loadPart(x + end, rest, -Infinity));
    const largest = max(
      max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)),
      max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
    );
    const shift = f32x4.splat(largest);
    let s = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) {
      const e = exp4(f32x4.sub(v128.load(x + j), shift));
      v128.store(p + j, e);
      s = f32x4.add(s, e);
    }
    if (rest) {
      const e = exp4(f32x4.sub(loadPart(x + end, rest, -Infinity), shift));
      storePart(p + end, rest, e);
      s = f32x4.add(s, e);
    }
    const sum = sumLanes(s);
    const factor = f32x4.splat(1 / sum);
    for (let j: usize = 0; j < end; j += 16) {
      v128.store(p + j, f32x4.mul(v128.load(p + j), factor));
    }
    for (let j = end; j < bytes; j += 4) {
      store<f32>(p + j, load<f32>(p + j) / sum);
    }
    const label = <i32>load<f32>(classes);
    // A logit that is NaN or infinite must show in the loss.
    const valid = sum < Infinity && sum > 0;
    let loss: f32 = valid ? 0 : NaN;
    if (valid && <u32>label < <u32>n) {
      loss = log1(sum) + (largest - load<f32>(x + (<usize>label << 2)));
    }
    store<f32>(losses, loss);
    x += bytes, p += bytes;
  }
}

/** dx = (p - one-hot) * dy, row by row. */
export function softmaxLossGradient(
  p: usize,
  classes: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  n: i32,
): void {
  const bytes: usize = n << 2, end = bytes & ~15;
  for (let i = 0; i < rows; i++, classes += 4, dy += 4) {
    const label = <i32>load<f32>(classes);
    const scale = <u32>label < <u32>n ? load<f32>(dy) : 0;
    const factor = f32x4.splat(scale);
    for (let j: usize = 0; j < end; j += 16) {
      v128.store(dx + j, f32x4.mul(v128.load(p + j), factor));
    }
    for (let j = end; j < bytes; j += 4) {
      store<f32>(dx + j, load<f32>(p + j) * scale);
    }
    if (<u32>label < <u32>n) {
      const at = dx + (<usize>label << 2);
      store<f32>(at, load<f32>(at) - scale);
    }
    p += bytes, dx += bytes;
  }
}
