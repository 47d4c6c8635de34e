import * as tf from "@tensorflow/tfjs-core";
import type { KernelArgs } from "./wasm_backend.ts";

type Gradients = Record<string, () => tf.Tensor>;
type GradientFunc = (
  dy: tf.Tensor,
  saved: tf.Tensor[],
  attrs: unknown,
) => Gradients;

/** What is used of the engine beyond its declared types. */
interface Engine {
  addTapeNode(
    kernelName: string,
    inputs: object,
    outputs: tf.Tensor[],
    gradientsFunc: GradientFunc | null,
    saved: tf.Tensor[],
    attrs: unknown,
  ): void;
}

interface Noted {
  dataId: object;
  gradient: GradientFunc;
}

let last: Noted | null = null;

/**
 * Fused ops compute the gradients of all their inputs at once, also that of a
 * first layer's data, which nobody asks for; and they refuse dilation. Here they
 * get gradients that are computed one by one, when asked for.
 */
export function installFusedGradients(): void {
  const engine = tf.engine() as unknown as Engine;
  const addTapeNode = engine.addTapeNode;
  engine.addTapeNode = function (name, inputs, outputs, func, saved, attrs) {
    // What is saved for the gradient passes here too, as clones of the result.
    const isFused = last !== null && outputs[0]?.dataId === last.dataId &&
      "0" in inputs;
    const gradient = isFused ? last!.gradient : func;
    if (isFused) last = null;
    addTapeNode.call(this, name, inputs, outputs, gradient, saved, attrs);
  };
}

/** Says that a fused product was computed, so that its gradient can be ours. */
export function noteFusedMatMul(
  result: tf.TensorInfo,
  { attrs }: KernelArgs,
): tf.TensorInfo {
  if (attrs.activation !== "linear") return result;
  const { transposeA, transposeB } = attrs;
  const gradient: GradientFunc = (dy, [a, b, y, bias]) => {
    const d = () => tf.reshape(dy, y!.shape);
    return {
      0: () =>
        transposeA
          ? tf.matMul(b!, d(), transposeB, true)
          : tf.matMul(d(), b!, false, !transposeB),
      1: () =>
        transposeB
          ? tf.matMul(d(), a!, true, transposeA)
          : tf.matMul(a!, d(), !transposeA, false),
      2: () => biasGradient(bias!, dy),
    };
  };
  last = { dataId: result.dataId, gradient };
  return result;
}

/** Says that a fused convolution was computed. */
export function noteFusedConv2D(
  result: tf.TensorInfo,
  { attrs }: KernelArgs,
): tf.TensorInfo {
  if (attrs.activation !== "linear" || attrs.dataFormat === "NCHW") {
    return result;
  }
  const gradient: GradientFunc = (dy, [filter, x, y, bias]) => {
    const d = () => tf.reshape(dy, y!.shape);
    return {
      0: () => inputGradient(x!.shape, d(), filter!, attrs),
      1: () => filterGradient(x!, d(), filter!.shape, attrs),
      2: () => biasGradient(bias!, dy),
    };
  };
  last = { dataId: result.dataId, gradient };
  return result;
}

function biasGradient(bias: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(bias.shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, bias.shape);
}

type Attrs = KernelArgs["attrs"];

function inputGradient(
  inputShape: number[],
  dy: tf.Tensor,
  filter: tf.Tensor,
  attrs: Attrs,
): tf.Tensor {
  return tf.engine().runKernel(
    "Conv2DBackpropInput",
    { dy, filter },
    { ...placed(attrs), inputShape } as never,
  );
}

function filterGradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  filterShape: number[],
  attrs: Attrs,
): tf.Tensor {
  return tf.engine().runKernel(
    "Conv2DBackpropFilter",
    { x, dy },
    { ...placed(attrs), filterShape } as never,
  );
}

function placed(
  { strides, pad, dilations, dataFormat, dimRoundingMode }: Attrs,
) {
  return { strides, pad, dilations, dataFormat, dimRoundingMode };
}

/**
 * The core refuses gradients of dilated convolutions; on this backend its
 * kernels know them. On others it is asked as before.
 */
export function registerDilatedGradients(): void {
  replaceGradient("Conv2D", (dy, [x, filter], attrs) => ({
    x: () => inputGradient(x!.shape, dy, filter!, attrs),
    filter: () => filterGradient(x!, dy, filter!.shape, attrs),
  }));
  replaceGradient("DepthwiseConv2dNative", (dy, [x, filter], attrs) => ({
    x: () =>
      tf.engine().runKernel(
        "DepthwiseConv2dNativeBackpropInput",
        { dy, filter: filter! },
        { ...placed(attrs), inputShape: x!.shape } as never,
      ),
    filter: () =>
      tf.engine().runKernel(
        "DepthwiseConv2dNativeBackpropFilter",
        { x: x!, dy },
        { ...placed(attrs), filterShape: filter!.shape } as never,
      ),
  }));
}

function replaceGradient(
  kernelName: string,
  gradient: (dy: tf.Tensor, saved: tf.Tensor[], attrs: Attrs) => Gradients,
): void {
  const original = tf.getGradient(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attrs) =>
      tf.getBackend() === "wasm"
        ? gradient(dy as tf.Tensor, saved, attrs as Attrs)
        : original.gradFunc(dy, saved, attrs),
  });
}
