/**
 * Gradient of max pooling, NHWC: the first of a window's largest values gets
 * it, in the window's order, whatever their signs.
 */
export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel: usize = channels << 2;
  const image = <usize>(height * width) * pixel;
  memory.fill(dx, 0, <usize>batch * image);
  for (let n = 0; n < batch; n++, x += image, dx += image) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * strideHeight - top;
      for (let ox = 0; ox < outWidth; ox++, dy += pixel) {
        const x0 = ox * strideWidth - left;
        // The first pixel of the window that lies inside, if there is one.
        const startY = inside0(y0, dilationHeight);
        const startX = inside0(x0, dilationWidth);
        if (startY >= height || startX >= width) continue;
        let c: usize = 0;
        for (; c + 16 <= pixel; c += 16) {
          let place = <i32>(<usize>(startY * width + startX) * pixel + c);
          let best = v128.load(x + place), at = i32x4.splat(place);
          for (let ky = 0; ky < filterHeight; ky++) {
            const yy = y0 + ky * dilationHeight;
            if (yy < 0 || yy >= height) continue;
            for (let kx = 0; kx < filterWidth; kx++) {
              const xx = x0 + kx * dilationWidth;
              if (xx < 0 || xx >= width) continue;
              place = <i32>(<usize>(yy * width + xx) * pixel + c);
              const value = v128.load(x + place);
              const more = f32x4.gt(value, best);
              best = v128.bitselect(value, best, more);
              at = v128.bitselect(i32x4.splat(place), at, more);
            }
          }
          addAt(dx + <usize>i32x4.extract_lane(at, 0), dy + c);
          addAt(dx + <usize>i32x4.extract_lane(at, 1) + 4, dy + c + 4);
          addAt(dx + <usize>i32x4.extract_lane(at, 2) + 8, dy + c + 8);
          addAt(dx + <usize>i32x4.extract_lane(at, 3) + 12, dy + c + 12);
        }
        for (; c < pixel; c += 4) {
          let best: f32 = 0;
          let at: usize = usize.MAX_VALUE;
          for (let ky = 0; ky < filterHeight; ky++) {
            const yy = y0 + ky * dilationHeight;
            if (yy < 0 || yy >= height) continue;
            for (let kx = 0; kx < filterWidth; kx++) {
              const xx = x0 + kx * dilationWidth;
              if (xx < 0 || xx >= width) continue;
              const place = <usize>(yy * width + xx) * pixel + c;
              const value = load<f32>(x + place);
              if (at == usize.MAX_VALUE || value > best) {
                best = value;
                at = place;
              }
            }
          }
          if (at == usize.MAX_VALUE) continue;
          store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + c));
        }
      }
    }
  }
}

function addAt(to: usize, from: usize): void {
  store<f32>(to, load<f32>(to) + load<f32>(from));
}

/** The first of first, first + step, … that is not negative. */
function inside0(first: i32, step: i32): i32 {
  while (first < 0) first += step;
  return first;
}

/**
 * Gradient of average pooling, NHWC: every value of a window gets an equal
 * share; values in the padding do not count, as in the forward pass.
 */
export function avgPoolGradient(
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel: usize = channels << 2;
  const image = <usize>(height * width) * pixel;
  memory.fill(dx, 0, <usize>batch * image);
  for (let n = 0; n < batch; n++, dx += image) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * strideHeight - top;
      const rows = inside(y0, filterHeight, dilationHeight, height);
      for (let ox = 0; ox < outWidth; ox++, dy += pixel) {
        const x0 = ox * strideWidth - left;
        const columns = inside(x0, filterWidth, dilationWidth, width);
        const share: f32 = 1 / <f32>max(1, rows * columns);
        for (let ky = 0; ky < filterHeight; ky++) {
          const yy = y0 + ky * dilationHeight;
          if (yy < 0 || yy >= height) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const xx = x0 + kx * dilationWidth;
            if (xx < 0 || xx >= width) continue;
            addShare(dx + <usize>(yy * width + xx) * pixel, dy, channels, share);
          }
        }
      }
    }
  }
}

/** How many of first, first + step, … lie in 0 … end - 1. */
function inside(first: i32, count: i32, step: i32, end: i32): i32 {
  let n = 0;
  for (let i = 0; i < count; i++, first += step) {
    if (first >= 0 && first < end) n++;
  }
  return n;
}

function addShare(out: usize, from: usize, n: i32, share: f32): void {
  const s = f32x4.splat(share);
  for (; n >= 4; n -= 4, out += 16, from += 16) {
    v128.store(
      out,
      f32x4.add(v128.load(out), f32x4.mul(s, v128.load(from))),
    );
  }
  for (; n > 0; n--, out += 4, from += 4) {
    store<f32>(out, load<f32>(out) + share * load<f32>(from));
  }
}
