import * as tf from "@tensorflow/tfjs-core";
import { register, type Save } from "./register.ts";
import type { Tensor } from "./tensor.ts";
import { pointer, sizeOf } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

const FORWARD = "DroverLayerNorm", BACKWARD = "DroverLayerNormGrad";

/** Kernels of {@linkcode layerNorm}. */
export function registerLayerNorm(): void {
  register(FORWARD, () => ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const n = x.shape.at(-1)!, rows = sizeOf(x.shape) / n;
    const y = backend.makeOutput(x.shape, "float32");
    const stats = backend.makeOutput([rows, 2], "float32");
    wasmModule(backend).layerNorm(
      pointer(backend, x),
      pointer(backend, inputs.gamma!),
      pointer(backend, inputs.beta!),
      pointer(backend, y),
      pointer(backend, stats),
      rows,
      n,
      attrs.epsilon,
    );
    return [y, stats];
  });
  register(BACKWARD, () => ({ inputs, backend }) => {
    const x = inputs.x!;
    const n = x.shape.at(-1)!;
    const dx = backend.makeOutput(x.shape, "float32");
    const dgamma = backend.makeOutput([n], "float32");
    const dbeta = backend.makeOutput([n], "float32");
    wasmModule(backend).layerNormGradient(
      ...[inputs.dy!, x, inputs.gamma!, inputs.stats!, dx, dgamma, dbeta]
        .map((tensor) => pointer(backend, tensor)),
      sizeOf(x.shape) / n,
      n,
    );
    return [dx, dgamma, dbeta];
  });
}

/**
 * Layer normalisation over the last axis as one op each way, on wasm only.
 *
 * @param x (…, n)
 * @param gamma Scale, (n)
 * @param beta Offset, (n)
 * @param epsilon Added to the variance
 */
export function layerNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): Tensor {
  const op = tf.customGrad((x, gamma, beta, save) => {
    const [value, stats] = runAll(FORWARD, { x, gamma, beta } as never, {
      epsilon,
    });
    (save as Save)([x as tf.Tensor, gamma as tf.Tensor, stats!]);
    return {
      value: value!,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, gamma, stats] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return runAll(BACKWARD, { dy, x, gamma, stats }, {});
      },
    };
  });
  return op(x, gamma, beta);
}

/** Runs a kernel with several results. */
function runAll(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: tf.NamedAttrMap,
): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attrs) as unknown as tf.Tensor[];
}
