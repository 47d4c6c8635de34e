/** How much of a padded image a convolution or pooling looks at. */
export function spanOf(
  out: i32,
  filter: i32,
  stride: i32,
  dilation: i32,
): i32 {
  return (out - 1) * stride + (filter - 1) * dilation + 1;
}

/**
 * Copies one image into a frame of zeros whose first row is row -top of the
 * image; parts of the image may lie outside of the frame.
 */
export function padImage(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  spanY: i32,
  spanX: i32,
  out: usize,
): void {
  const pixel: usize = channels << 2;
  const pitch = <usize>spanX * pixel;
  memory.fill(out, 0, <usize>spanY * pitch);
  const firstRow = max(0, -top), endRow = min(height, spanY - top);
  const first = max(0, -left), end = min(width, spanX - left);
  if (end <= first) return;
  const bytes = <usize>(end - first) * pixel;
  for (let r = firstRow; r < endRow; r++) {
    memory.copy(
      out + <usize>(r + top) * pitch + <usize>(first + left) * pixel,
      x + <usize>(r * width + first) * pixel,
      bytes,
    );
  }
}
