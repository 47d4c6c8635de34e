import { madd } from "./tile";

/** What of a depthwise convolution is to be computed from the other two. */
const INPUT: i32 = 1;

/**
 * A depthwise convolution (`part` 0) and its gradients (1: of x, 2: of w), NHWC;
 * weight (ky, kx, c, q) makes output channel c * multiplier + q. Each value is
 * a sum in the order of pixels, then taps.
 */
export function depthwise(
  part: i32,
  x: usize,
  w: usize,
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  multiplier: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): void {
  const outs = channels * multiplier;
  if (part == 0) {
    memory.fill(y, 0, <usize>(batch * outHeight * outWidth * outs) << 2);
  } else if (part == INPUT) {
    memory.fill(x, 0, <usize>(batch * height * width * channels) << 2);
  } else {
    memory.fill(w, 0, <usize>(filterHeight * filterWidth * outs) << 2);
  }
  for (let n = 0; n < batch; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ky = 0; ky < filterHeight; ky++) {
        const iy = oy * strideHeight + ky * dilationHeight - top;
        if (iy < 0 || iy >= height) continue;
        for (let ox = 0; ox < outWidth; ox++) {
          const out = y +
            (<usize>(((n * outHeight + oy) * outWidth + ox) * outs) << 2);
          for (let kx = 0; kx < filterWidth; kx++) {
            const ix = ox * strideWidth + kx * dilationWidth - left;
            if (ix < 0 || ix >= width) continue;
            const tap = w + (<usize>((ky * filterWidth + kx) * outs) << 2);
            const pixel = x +
              (<usize>(((n * height + iy) * width + ix) * channels) << 2);
            if (part == 0) spread(out, pixel, tap, channels, multiplier);
            else if (part == INPUT) gather(pixel, tap, out, channels, multiplier);
            else spread(tap, pixel, out, channels, multiplier);
          }
        }
      }
    }
  }
}

/** x[c] += sum over q of w[c, q] * y[c, q] */
function gather(x: usize, w: usize, y: usize, n: i32, multiplier: i32): void {
  if (multiplier == 1) return multiplyAdd(x, w, y, n);
  for (let c = 0; c < n; c++, x += 4) {
    let sum = load<f32>(x);
    for (let q = 0; q < multiplier; q++, w += 4, y += 4) {
      sum += load<f32>(w) * load<f32>(y);
    }
    store<f32>(x, sum);
  }
}

/** out[c, q] += x[c] * y[c, q] */
function spread(out: usize, x: usize, y: usize, n: i32, multiplier: i32): void {
  if (multiplier == 1) return multiplyAdd(out, x, y, n);
  for (let c = 0; c < n; c++, x += 4) {
    const value = load<f32>(x);
    for (let q = 0; q < multiplier; q++, out += 4, y += 4) {
      store<f32>(out, load<f32>(out) + value * load<f32>(y));
    }
  }
}

/** out += a * b, element by element. */
function multiplyAdd(out: usize, a: usize, b: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16, a += 16, b += 16) {
    v128.store(out, madd(v128.load(a), v128.load(b), v128.load(out)));
  }
  for (; n > 0; n--, out += 4, a += 4, b += 4) {
    store<f32>(out, load<f32>(out) + load<f32>(a) * load<f32>(b));
  }
}
