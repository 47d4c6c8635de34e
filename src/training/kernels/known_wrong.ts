/**
 * Kernels of TensorFlow.js 4.22 that run and give a wrong gradient. A task that
 * needs one on wasm falls back to cpu; one that is wrong on cpu too is refused.
 */
export const KNOWN_WRONG: {
  readonly wasm: ReadonlySet<string>;
  readonly cpu: ReadonlySet<string>;
} = {
  // Windows whose values are all <= 0 get no gradient, ties go the other way.
  wasm: new Set(["MaxPoolGrad", "MaxPool3DGrad"]),
  // Every example gets the first one's gradient: right for a batch of one.
  cpu: new Set(["ResizeNearestNeighborGrad"]),
};
