import { backend_util } from "@tensorflow/tfjs-core";

/** How a convolution or pooling lies over its input, NHWC. */
export type Window = ReturnType<typeof backend_util.computeConv2DInfo>;

type Shape4D = [number, number, number, number];

/**
 * Geometry of a convolution.
 *
 * @throws {Error} If the layout is NCHW
 */
export function convolution(
  inShape: number[],
  filterShape: number[],
  // deno-lint-ignore no-explicit-any
  attrs: Record<string, any>,
  depthwise = false,
): Window {
  const { strides, dilations, pad, dataFormat, dimRoundingMode } = attrs;
  if (dataFormat === "NCHW") {
    throw new Error(
      "Convolutions on the wasm backend take images as NHWC, not as NCHW; " +
        'set dataFormat: "channelsLast" and move the channels to the end',
    );
  }
  return backend_util.computeConv2DInfo(
    inShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** Geometry of a pooling. */
export function pooling(
  inShape: number[],
  // deno-lint-ignore no-explicit-any
  attrs: Record<string, any>,
): Window {
  const { filterSize, strides, dilations, pad, dimRoundingMode } = attrs;
  return backend_util.computePool2DInfo(
    inShape as Shape4D,
    filterSize,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
}

/** Height and width of the filter, strides, dilations, padding: 8 numbers. */
export function placing(w: Window): number[] {
  return [
    w.filterHeight,
    w.filterWidth,
    w.strideHeight,
    w.strideWidth,
    w.dilationHeight,
    w.dilationWidth,
    w.padInfo.top,
    w.padInfo.left,
  ];
}

/** Batch, height, width and channels in, height and width out: 6 numbers. */
export function sizes(w: Window): number[] {
  return [
    w.batchSize,
    w.inHeight,
    w.inWidth,
    w.inChannels,
    w.outHeight,
    w.outWidth,
  ];
}

/** Whether nothing goes in or comes out. */
export function isEmpty(w: Window): boolean {
  return w.batchSize * w.inHeight * w.inWidth * w.inChannels *
      w.outHeight * w.outWidth * w.outChannels *
      w.filterHeight * w.filterWidth <= 0;
}
