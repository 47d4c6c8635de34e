import * as tf from "@tensorflow/tfjs-core";
import { register } from "./register.ts";
import { type AnyKernel, pointer, sizeOf } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

/**
 * Sums and means over neighbouring axes without transposing first, such as a
 * bias's gradient; and the gradient of tiling, which the core takes apart into
 * one slice and one addition for each repetition.
 */
export function registerReductions(): void {
  register("Sum", (original) => reduction(original!, () => 1));
  register("Mean", (original) => reduction(original!, (count) => 1 / count));
  const tile = tf.getGradient("Tile");
  tf.unregisterGradient("Tile");
  tf.registerGradient({
    ...tile,
    gradFunc: (dy, saved, attrs) => ({
      x: () =>
        sumRepetitions(
          dy as tf.Tensor,
          saved[0]!.shape,
          (attrs as { reps?: unknown }).reps as number[],
        ),
    }),
  });
}

function reduction(
  original: AnyKernel,
  scaleOf: (count: number) => number,
): AnyKernel {
  return (args) => {
    const { inputs, attrs, backend } = args;
    const x = inputs.x!;
    if (x.dtype !== "float32") return original(args);
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape)
      .sort((a, b) => a - b);
    const first = axes[0] ?? 0;
    if (axes.some((axis, i) => axis !== first + i)) return original(args);
    const kept = x.shape.flatMap((size, d) =>
      axes.includes(d) ? attrs.keepDims ? [1] : [] : [size]
    );
    const out = backend.makeOutput(kept, "float32");
    const count = sizeOf(axes.map((axis) => x.shape[axis]!));
    wasmModule(backend).sumMiddle(
      pointer(backend, x),
      pointer(backend, out),
      sizeOf(x.shape.slice(0, first)),
      count,
      sizeOf(x.shape.slice(first + axes.length)),
      scaleOf(count),
    );
    return out;
  };
}

/** One axis at a time: (…, reps * size, …) to (…, size, …). */
function sumRepetitions(
  dy: tf.Tensor,
  shape: number[],
  reps: number[],
): tf.Tensor {
  return tf.tidy(() => {
    let sum = dy;
    reps.forEach((rep, d) => {
      if (rep === 1) return;
      const outer = sizeOf(shape.slice(0, d));
      const parts = [outer, rep, sum.size / (outer * rep)];
      sum = tf.sum(tf.reshape(sum, parts), 1);
    });
    return tf.reshape(sum, shape);
  });
}
