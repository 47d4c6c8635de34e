import * as tf from "@tensorflow/tfjs-core";
import { kernelOf, register } from "./register.ts";
import type { Kernel, KernelArgs } from "./wasm_backend.ts";

/** Labels of the operands and of the result. */
interface Equation {
  operands: string[];
  result: string;
}

/**
 * Einsum for one or two operands as transposes and one batched product, and its
 * gradient, which is an einsum as well.
 */
export function registerEinsum(): void {
  register("Einsum", () => einsum);
  tf.registerGradient({
    kernelName: "Einsum",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const equation = String((attrs as { equation?: unknown }).equation);
      const { operands, result } = parse(equation);
      return Object.fromEntries(saved.map((x, i) => [
        i,
        () =>
          tf.reshape(
            gradientOf(i, dy as tf.Tensor, saved, operands, result),
            x.shape,
          ),
      ]));
    },
  });
}

/** Each operand's gradient: the result's, contracted with the other operand. */
function gradientOf(
  i: number,
  dy: tf.Tensor,
  saved: tf.Tensor[],
  operands: string[],
  result: string,
): tf.Tensor {
  const own = operands[i]!;
  const others = operands.filter((_, j) => j !== i);
  const known = [...own].filter((l) => (result + others.join("")).includes(l));
  const equation = [result, ...others].join(",") + "->" + known.join("");
  const tensors = [dy, ...saved.filter((_, j) => j !== i)];
  const partial = tf.einsum(equation, ...tensors);
  if (known.length === own.length) return partial;
  // Labels that were summed over alone: each value got the same gradient.
  const shape = [...own].map((l, d) =>
    known.includes(l) ? saved[i]!.shape[d]! : 1
  );
  return tf.broadcastTo(tf.reshape(partial, shape), saved[i]!.shape);
}

/** The core's own checks, then the labels. */
function parse(equation: string): Equation {
  const text = equation.replace(/\s/g, "");
  const [left, result] = text.split("->");
  if (left === undefined || result === undefined) {
    throw new Error(
      `Cannot read einsum equation "${equation}": it has no result; write ` +
        '"->" and the result\'s labels',
    );
  }
  const operands = left.split(",");
  tf.backend_util.decodeEinsumEquation(equation, operands.length);
  return { operands, result };
}

function einsum({ inputs, attrs, backend }: KernelArgs): tf.TensorInfo {
  const { operands, result } = parse(attrs.equation);
  const tensors = operands.map((_, i) => inputs[i]!);
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(
    attrs.equation,
    tensors.length,
  );
  tf.backend_util.checkEinsumDimSizes(
    allDims.length,
    idDims,
    tensors as tf.Tensor[],
  );
  const made: tf.TensorInfo[] = [];
  const run = (name: string, inputs: KernelArgs["inputs"], attrs: object) => {
    const kernel: Kernel = kernelOf(name);
    const out = kernel({ inputs, attrs, backend });
    made.push(out);
    return out;
  };
  const sizes = new Map<string, number>();
  operands.forEach((labels, i) =>
    [...labels].forEach((l, d) => sizes.set(l, tensors[i]!.shape[d]!))
  );
  const size = (labels: string[]) =>
    labels.reduce((n, l) => n * sizes.get(l)!, 1);
  /** A tensor with its labels in another order. */
  const arrange = (x: tf.TensorInfo, from: string[], to: string[]) => {
    const perm = to.map((l) => from.indexOf(l));
    return perm.every((p, d) => p === d)
      ? x
      : run("Transpose", { x }, { perm });
  };
  const reshape = (x: tf.TensorInfo, shape: number[]) =>
    run("Reshape", { x }, { shape });
  /** Sums over labels that nothing else has. */
  const reduced = operands.map((labels, i): [tf.TensorInfo, string[]] => {
    const others = operands.filter((_, j) => j !== i).join("") + result;
    const axis = [...labels].flatMap((l, d) => others.includes(l) ? [] : [d]);
    const rest = [...labels].filter((l) => others.includes(l));
    if (axis.length === 0) return [tensors[i]!, rest];
    const x = tensors[i]!;
    return [run("Sum", { x }, { axis, keepDims: false }), rest];
  });
  const [x, xLabels] = reduced[0]!;
  let out: tf.TensorInfo, labels: string[];
  if (reduced.length === 1) {
    [out, labels] = [x, xLabels];
  } else {
    const [y, yLabels] = reduced[1]!;
    const both = xLabels.filter((l) => yLabels.includes(l));
    const batch = both.filter((l) => result.includes(l));
    const inner = both.filter((l) => !result.includes(l));
    const left = xLabels.filter((l) => !both.includes(l));
    const right = yLabels.filter((l) => !both.includes(l));
    const a = arrange(x, xLabels, [...batch, ...left, ...inner]);
    const b = arrange(y, yLabels, [...batch, ...inner, ...right]);
    const product = run("BatchMatMul", {
      a: reshape(a, [size(batch), size(left), size(inner)]),
      b: reshape(b, [size(batch), size(inner), size(right)]),
    }, { transposeA: false, transposeB: false });
    labels = [...batch, ...left, ...right];
    out = reshape(product, labels.map((l) => sizes.get(l)!));
  }
  out = arrange(out, labels, [...result]);
  // A result that is an operand itself must be a tensor of its own.
  if (tensors.includes(out)) out = run("Identity", { x: out }, {});
  for (const tensor of made) {
    if (tensor !== out) backend.disposeData(tensor.dataId);
  }
  return out;
}
