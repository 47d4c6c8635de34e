/**
 * Kernels of TensorFlow.js 4.22 that run and give wrong results. A task that
 * needs one on wasm falls back to cpu; one that is wrong on cpu too is refused.
 */
export const KNOWN_WRONG: {
  readonly wasm: ReadonlySet<string>;
  readonly cpu: ReadonlySet<string>;
} = {
  wasm: new Set([
    // Windows whose values are all <= 0 get no gradient, ties go the other way.
    "MaxPool3DGrad",
    // Far from central differences for any shape.
    "Conv3DBackpropInputV2",
    // Already the forward pass takes 0 where all values are below it.
    "Dilation2D",
    "Dilation2DBackpropInput",
    "Dilation2DBackpropFilter",
  ]),
  // Every example gets the first one's gradient: right for a batch of one.
  cpu: new Set(["ResizeNearestNeighborGrad"]),
};
