import { conv2d } from "./conv2d";
import { packPanel, PANEL_BYTES } from "./pack";

/**
 * Gradient of a convolution with respect to its input. With a stride, pixels
 * whose places have the same remainder meet the same filter rows and columns:
 * each such class is a dense convolution of dy with its part of the filters,
 * turned round, so nothing is multiplied by inserted zeros. tfjs allows a
 * stride or a dilation, not both.
 */
export function conv2dInput(
  dy: usize,
  w: usize,
  dx: usize,
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
  packed: usize,
  padded: usize,
  part: usize,
  edge: usize,
): void {
  const pixel: usize = channels << 2;
  const image = <usize>(height * width) * pixel;
  const dense = strideHeight == 1 && strideWidth == 1;
  if (!dense) memory.fill(dx, 0, <usize>batch * image);
  for (let ry = 0; ry < strideHeight; ry++) {
    const tapsY = count(filterHeight, ry, strideHeight);
    const firstY = ceilDiv(top - ry, strideHeight);
    const rows = ceilDiv(height + top - ry, strideHeight) - firstY;
    for (let rx = 0; rx < strideWidth; rx++) {
      const tapsX = count(filterWidth, rx, strideWidth);
      const firstX = ceilDiv(left - rx, strideWidth);
      const columns = ceilDiv(width + left - rx, strideWidth) - firstX;
      if (rows <= 0 || columns <= 0 || tapsY == 0 || tapsX == 0) continue;
      packTurned(
        w, filterWidth, channels, filters, ry, strideHeight, tapsY, rx,
        strideWidth, tapsX, packed,
      );
      for (let n = 0; n < batch; n++) {
        const to = dx + n * image;
        conv2d(
          dy + <usize>(n * outHeight * outWidth * filters << 2),
          packed, dense ? to : part, 1, outHeight, outWidth, filters, rows,
          columns, channels, tapsY, tapsX, 1, 1, dilationHeight, dilationWidth,
          (tapsY - 1) * dilationHeight - firstY,
          (tapsX - 1) * dilationWidth - firstX,
          0, 0, padded, edge,
        );
        if (dense) continue;
        let from = part;
        for (let i = 0; i < rows; i++) {
          const y = (firstY + i) * strideHeight + ry - top;
          for (let j = 0; j < columns; j++, from += pixel) {
            const x = (firstX + j) * strideWidth + rx - left;
            memory.copy(to + <usize>(y * width + x) * pixel, from, pixel);
          }
        }
      }
    }
  }
}

/** Packs every `step`th filter row and column, backwards, in and out swapped. */
function packTurned(
  w: usize,
  filterWidth: i32,
  channels: i32,
  filters: i32,
  ry: i32,
  stepY: i32,
  tapsY: i32,
  rx: i32,
  stepX: i32,
  tapsX: i32,
  out: usize,
): void {
  for (let j = 0; j < channels; j += 8) {
    for (let ty = tapsY - 1; ty >= 0; ty--) {
      for (let tx = tapsX - 1; tx >= 0; tx--) {
        const tap = (ry + ty * stepY) * filterWidth + rx + tx * stepX;
        packPanel(
          w + <usize>((tap * channels + j) * filters << 2),
          4, filters << 2, filters, channels - j, out,
        );
        out += <usize>filters * PANEL_BYTES;
      }
    }
  }
}

/** How many of first, first + step, … are below the end. */
function count(end: i32, first: i32, step: i32): i32 {
  return end > first ? (end - first + step - 1) / step : 0;
}

/** Rounded up, for a positive divisor. */
function ceilDiv(a: i32, b: i32): i32 {
  return a > 0 ? (a + b - 1) / b : -(-a / b);
}
