/** A tensor of TensorFlow.js: an array of numbers of any rank. */
export type Tensor = InstanceType<
  (typeof import("@tensorflow/tfjs-core"))["Tensor"]
>;
