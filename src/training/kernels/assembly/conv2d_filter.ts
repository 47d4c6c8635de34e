import { packPanel, PANEL_BYTES } from "./pack";
import { padImage, spanOf } from "./pad";
import { ACCUMULATE, tile } from "./tile";

/** Pixels of dy that are packed at a time: 16 KB. */
const BLOCK: i32 = 512;

/** Bytes of scratch for the packed part of dy. */
export function filterScratch(outWidth: i32): usize {
  return <usize>max(BLOCK, outWidth) * PANEL_BYTES;
}

/**
 * Gradient of a convolution with respect to its filters. A tile's rows are 4
 * weights of one filter, which slide over the image together; its sum runs over
 * the pixels of dy.
 */
export function conv2dFilter(
  x: usize,
  dy: usize,
  dw: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
  padded: usize,
  panel: usize,
  edge: usize,
): void {
  const spanY = spanOf(outHeight, filterHeight, strideHeight, dilationHeight);
  const spanX = spanOf(outWidth, filterWidth, strideWidth, dilationWidth);
  const whole = top == 0 && left == 0 && spanY <= height && spanX <= width;
  const pixel: usize = channels << 2;
  const pitch = <usize>(whole ? width : spanX) * pixel;
  const image = <usize>(height * width) * pixel;
  const ldc: usize = filters << 2;
  const weights = filterHeight * filterWidth * channels;
  const step = <usize>strideWidth * pixel;
  const rowStep = <usize>strideHeight * pitch;
  const block = max(1, BLOCK / outWidth);
  const rowOfTaps = filterWidth * channels;
  const tapX = <usize>dilationWidth * pixel;
  const tapY = <usize>dilationHeight * pitch;
  for (let n = 0; n < batch; n++, x += image) {
    let from = x;
    if (!whole) {
      padImage(x, height, width, channels, top, left, spanY, spanX, padded);
      from = padded;
    }
    for (let y = 0; y < outHeight; y += block) {
      const rows = min(block, outHeight - y);
      const origin = from + y * rowStep;
      const mode = n + y > 0 ? ACCUMULATE : 0;
      for (let j = 0; j < filters; j += 8) {
        packPanel(
          dy + (<usize>j << 2), ldc, 4, rows * outWidth, filters - j, panel,
        );
        for (let k = 0; k < weights; k += 4) {
          const there = min(4, weights - k);
          const a0 = origin + offsetOf(k, rowOfTaps, channels, tapY, tapX);
          const a1 = there > 1
            ? origin + offsetOf(k + 1, rowOfTaps, channels, tapY, tapX)
            : a0;
          const a2 = there > 2
            ? origin + offsetOf(k + 2, rowOfTaps, channels, tapY, tapX)
            : a0;
          const a3 = there > 3
            ? origin + offsetOf(k + 3, rowOfTaps, channels, tapY, tapX)
            : a0;
          const c = dw + <usize>(k * filters + j << 2);
          if (step == 4) {
            tile<i8>(
              a0, a1, a2, a3, 4, rows, rowStep, 1, 0, outWidth, panel, c, ldc,
              there, filters - j, 0, mode, edge,
            );
          } else if (a1 == a0 + 4 && a2 == a0 + 8 && a3 == a0 + 12) {
            tile<i16>(
              a0, a1, a2, a3, step, rows, rowStep, 1, 0, outWidth, panel, c,
              ldc, there, filters - j, 0, mode, edge,
            );
          } else {
            tile<i32>(
              a0, a1, a2, a3, step, rows, rowStep, 1, 0, outWidth, panel, c,
              ldc, there, filters - j, 0, mode, edge,
            );
          }
        }
      }
      dy += <usize>(rows * outWidth) * ldc;
    }
  }
}

/** Where in the padded image a weight meets the first output pixel. */
function offsetOf(
  weight: i32,
  rowOfTaps: i32,
  channels: i32,
  tapY: usize,
  tapX: usize,
): usize {
  const ky = weight / rowOfTaps, rest = weight % rowOfTaps;
  const kx = rest / channels;
  return ky * tapY + kx * tapX + (<usize>(rest % channels) << 2);
}
