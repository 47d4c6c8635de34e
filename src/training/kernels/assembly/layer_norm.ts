import { loadPart, storePart, sumLanes } from "./math";

/**
 * y = gamma (x - mean) / sqrt(variance + epsilon) + beta over rows of n numbers
 * (Ba et al. 2016). `stats` takes each row's mean and 1 / deviation.
 */
export function layerNorm(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  stats: usize,
  rows: i32,
  n: i32,
  epsilon: f32,
): void {
  const end: usize = (n & ~3) << 2;
  const rest = n & 3;
  for (let i = 0; i < rows; i++, x += <usize>n << 2, y += <usize>n << 2) {
    let s = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) s = f32x4.add(s, v128.load(x + j));
    if (rest) s = f32x4.add(s, loadPart(x + end, rest, 0));
    const mean = sumLanes(s) / <f32>n;
    const center = f32x4.splat(mean);
    let q = f32x4.splat(0);
    for (let j: usize = 0; j < end; j += 16) {
      const d = f32x4.sub(v128.load(x + j), center);
      q = f32x4.add(q, f32x4.mul(d, d));
    }
    if (rest) {
      const d = f32x4.sub(loadPart(x + end, rest, mean), center);
      q = f32x4.add(q, f32x4.mul(d, d));
    }
    const inverse: f32 = 1 / sqrt<f32>(sumLanes(q) / <f32>n + epsilon);
    const factor = f32x4.splat(inverse);
    for (let j: usize = 0; j < end; j += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(x + j), center), factor);
      v128.store(
        y + j,
        f32x4.add(f32x4.mul(d, v128.load(gamma + j)), v128.load(beta + j)),
      );
    }
    if (rest) {
      const d = f32x4.mul(
        f32x4.sub(loadPart(x + end, rest, mean), center),
        factor,
      );
      storePart(
        y + end,
        rest,
        f32x4.add(
          f32x4.mul(d, loadPart(gamma + end, rest, 0)),
          loadPart(beta + end, rest, 0),
        ),
      );
    }
    store<f32>(stats, mean);
    store<f32>(stats, inverse, 4);
    stats += 8;
  }
}

/** Gradients of x, gamma and beta; the latter two are cleared first. */
export function layerNormGradient(
  dy: usize,
  x: usize,
  gamma: usize,
  stats: usize,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
  rows: i32,
  n: i32,
): void {
  const bytes: usize = n << 2;
  memory.fill(dgamma, 0, bytes), memory.fill(dbeta, 0, bytes);
  const scale: f32 = 1 / <f32>n;
  for (let i = 0; i < rows; i++, x += bytes, dy += bytes, dx += bytes) {
    const mean = f32x4.splat(load<f32>(stats));
    const inverse = f32x4.splat(load<f32>(stats, 4));
    stats += 8;
    let a = f32x4.splat(0), b = a; // sums of g and g * normalised
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const d = v128.load(dy + j);
      const h = f32x4.mul(f32x4.sub(v128.load(x + j), mean), inverse);
      const g = f32x4.mul(d, v128.load(gamma + j));
      a = f32x4.add(a, g), b = f32x4.add(b, f32x4.mul(g, h));
      const dh = f32x4.mul(d, h);
      v128.store(dgamma + j, f32x4.add(v128.load(dgamma + j), dh));
      v128.store(dbeta + j, f32x4.add(v128.load(dbeta + j), d));
    }
    const rest = n & 3;
    if (rest) {
      const d = loadPart(dy + j, rest, 0);
      const h = f32x4.mul(
        f32x4.sub(loadPart(x + j, rest, f32x4.extract_lane(mean, 0)), mean),
        inverse,
      );
      const g = f32x4.mul(d, loadPart(gamma + j, rest, 0));
      a = f32x4.add(a, g), b = f32x4.add(b, f32x4.mul(g, h));
      const dh = f32x4.mul(d, h);
      storePart(dgamma + j, rest, f32x4.add(loadPart(dgamma + j, rest, 0), dh));
      storePart(dbeta + j, rest, f32x4.add(loadPart(dbeta + j, rest, 0), d));
    }
    const meanG = f32x4.splat(sumLanes(a) * scale);
    const meanGH = f32x4.splat(sumLanes(b) * scale);
    for (j = 0; j + 16 <= bytes; j += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + j), mean), inverse);
      const g = f32x4.mul(v128.load(dy + j), v128.load(gamma + j));
      const t = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanGH));
      v128.store(dx + j, f32x4.mul(t, inverse));
    }
    if (rest) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + j, rest, 0), mean), inverse);
      const g = f32x4.mul(
        loadPart(dy + j, rest, 0),
        loadPart(gamma + j, rest, 0),
      );
      const t = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanGH));
      storePart(dx + j, rest, f32x4.mul(t, inverse));
    }
  }
}
