/**
 * Makes the wasm backend of TensorFlow.js a backend to train on: kernels that it
 * lacks, has wrong, or runs as a scalar loop. Importing the backend and calling
 * {@linkcode registerTrainingKernels} is all there is to do.
 *
 * @module
 */
import { getBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { registerConv2D } from "./conv2d.ts";
import { registerDepthwise } from "./depthwise.ts";
import { registerEinsum } from "./einsum.ts";
import {
  installFusedGradients,
  registerDilatedGradients,
} from "./fused_gradients.ts";
import { registerLayerNorm } from "./layer_norm.ts";
import { registerLstm } from "./lstm.ts";
import { registerMatMul } from "./mat_mul.ts";
import { registerMoves } from "./move.ts";
import { registerPooling } from "./pool.ts";
import { registerReductions } from "./reduce.ts";
import { registerSegmentSum } from "./segment_sum.ts";
import { registerSoftmaxLoss } from "./softmax_loss.ts";

export { closeBlas, openBlas } from "./blas.ts";
export { BackendError } from "./errors.ts";
export { KNOWN_WRONG } from "./known_wrong.ts";
export { layerNorm } from "./layer_norm.ts";
export { lstm, type LstmOptions, type LstmWeights } from "./lstm.ts";
export { softmaxLoss } from "./softmax_loss.ts";
export type { Tensor } from "./tensor.ts";

let registered = false;

/**
 * Registers the kernels. Once is enough; safe to repeat, before or after the
 * wasm backend has started.
 */
export function registerTrainingKernels(): void {
  if (registered) return;
  registered = true;
  registerMatMul();
  registerConv2D();
  registerDepthwise();
  registerPooling();
  registerSegmentSum();
  registerMoves();
  registerEinsum();
  registerReductions();
  registerLayerNorm();
  registerLstm();
  registerSoftmaxLoss();
  registerDilatedGradients();
  installFusedGradients();
}

/** Whether ops run on the wasm backend with these kernels. */
export function hasTrainingKernels(): boolean {
  return registered && getBackend() === "wasm";
}
