import { packPanel, PANEL_BYTES } from "./pack";
import { padImage, spanOf } from "./pad";
import { tile } from "./tile";

/**
 * A convolution without im2col: a tile's rows are 4 output pixels, whose
 * windows are read where they lie in a padded copy of one image at a time.
 * Layout NHWC; filters packed by `packFilters`.
 */
export function conv2d(
  x: usize,
  packed: usize,
  y: usize,
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
  bias: usize,
  mode: i32,
  padded: usize,
  edge: usize,
): void {
  const spanY = spanOf(outHeight, filterHeight, strideHeight, dilationHeight);
  const spanX = spanOf(outWidth, filterWidth, strideWidth, dilationWidth);
  const whole = top == 0 && left == 0 && spanY <= height && spanX <= width;
  const pixel: usize = channels << 2;
  const pitch = <usize>(whole ? width : spanX) * pixel;
  const image = <usize>(height * width) * pixel;
  const ldc: usize = filters << 2;
  const total = outHeight * outWidth;
  // Neighbouring taps of a row are one run of numbers.
  const inner = dilationWidth == 1 ? 1 : filterWidth;
  const length = dilationWidth == 1 ? filterWidth * channels : channels;
  const innerStep = <usize>dilationWidth * pixel;
  const outerStep = <usize>dilationHeight * pitch;
  const panelBytes = <usize>(filterHeight * filterWidth * channels) *
    PANEL_BYTES;
  const stepX = <usize>strideWidth * pixel;
  const stepY = <usize>strideHeight * pitch;
  for (let n = 0; n < batch; n++, x += image) {
    let from = x;
    if (!whole) {
      padImage(x, height, width, channels, top, left, spanY, spanX, padded);
      from = padded;
    }
    let panel = packed;
    for (let j = 0; j < filters; j += 8, panel += panelBytes) {
      const biasAt = bias ? bias + (<usize>j << 2) : 0;
      let c = y + (<usize>j << 2);
      let row = from, column = 0;
      for (let p = 0; p < total; p += 4, c += 4 * ldc) {
        const rows = min(4, total - p);
        const a0 = row + column * stepX;
        if (++column == outWidth) column = 0, row += stepY;
        const a1 = rows > 1 ? row + column * stepX : a0;
        if (++column == outWidth) column = 0, row += stepY;
        const a2 = rows > 2 ? row + column * stepX : a0;
        if (++column == outWidth) column = 0, row += stepY;
        const a3 = rows > 3 ? row + column * stepX : a0;
        if (++column == outWidth) column = 0, row += stepY;
        tile<i8>(
          a0, a1, a2, a3, 4, filterHeight, outerStep, inner, innerStep, length,
          panel, c, ldc, rows, filters - j, biasAt, mode, edge,
        );
      }
    }
    y += <usize>total * ldc;
  }
}

/** Packs filters (height, width, channels, filters) for `conv2d`. */
export function packFilters(
  w: usize,
  rows: i32,
  filters: i32,
  out: usize,
): void {
  for (let j = 0; j < filters; j += 8, out += <usize>rows * PANEL_BYTES) {
    packPanel(w + (<usize>j << 2), filters << 2, 4, rows, filters - j, out);
  }
}
