import * as core from "@tensorflow/tfjs-core";
// Types only: loading the module itself would bring a second copy of the core.
import type {} from "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";

/**
 * Methods of a tensor that are the op of the same name with the tensor first:
 * `t.square()`, `t.matMul(b)`. The core leaves them out unless asked, yet every
 * tutorial writes them.
 */
const SAME_NAME = [
  "abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh",
  "avgPool batchToSpaceND batchNorm broadcastTo cast ceil clipByValue conv1d",
  "conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace",
  "depthwiseConv2d dilation2d div divNoNan dot elu equal erf euclideanNorm exp",
  "expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft irfft",
  "isFinite isInf isNaN leakyRelu less lessEqual localResponseNormalization",
  "log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr",
  "logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul neg",
  "norm notEqual oneHot onesLike pad pool pow prelu prod reciprocal relu relu6",
  "reshape reverse rfft round rsqrt selu separableConv2d sigmoid sign sin sinh",
  "slice softmax softplus spaceToBatchND split sqrt square squaredDifference",
  "squeeze step stridedSlice sub sum tan tanh tile topk transpose unique",
  "unsortedSegmentSum unstack zerosLike",
].join(" ").split(" ");

type Op = (...args: unknown[]) => unknown;
type Methods = Record<string, (this: core.Tensor, ...args: never[]) => unknown>;

/** Gives tensors their methods, where they have none yet. Safe to repeat. */
export function registerChainedOps(): void {
  const ops = core as unknown as Record<string, Op>;
  const image = core.image as unknown as Record<string, Op>;
  const methods: Methods = {};
  const method = (name: string, op: Op | undefined) => {
    if (!op) throw new Error(`Cannot register ${name}(): no such op`);
    methods[name] = function (...args: unknown[]) {
      (this as unknown as { throwIfDisposed(): void }).throwIfDisposed();
      return op(this, ...args);
    };
  };
  for (const name of SAME_NAME) method(name, ops[name]);
  for (const name of ["resizeBilinear", "resizeNearestNeighbor"]) {
    method(name, image[name]);
  }
  method("flatten", (t) => core.reshape(t as core.Tensor, [-1]));
  method("asScalar", (t) => core.reshape(t as core.Tensor, []));
  method("as1D", (t) => core.reshape(t as core.Tensor, [-1]));
  for (const name of ["as2D", "as3D", "as4D", "as5D"]) {
    method(name, (t, ...d) => core.reshape(t as core.Tensor, d as number[]));
  }
  method(
    "reshapeAs",
    (t, x) => core.reshape(t as core.Tensor, (x as core.Tensor).shape),
  );
  method("asType", ops.cast);
  method("toBool", (t) => core.cast(t as core.Tensor, "bool"));
  method("toFloat", (t) => core.cast(t as core.Tensor, "float32"));
  method("toInt", (t) => core.cast(t as core.Tensor, "int32"));
  const list = (x: unknown) => (Array.isArray(x) ? x : [x]) as core.Tensor[];
  method(
    "concat",
    (t, x, axis) => core.concat([t as core.Tensor, ...list(x)], axis as number),
  );
  method(
    "stack",
    (t, x, axis) => core.stack([t as core.Tensor, ...list(x)], axis as number),
  );
  method(
    "where",
    (t, condition, x) =>
      core.where(condition as core.Tensor, t as core.Tensor, x as core.Tensor),
  );
  const prototype = core.Tensor.prototype as unknown as Methods;
  for (const [name, body] of Object.entries(methods)) prototype[name] ??= body;
}
