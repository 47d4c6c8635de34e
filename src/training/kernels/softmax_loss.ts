import * as tf from "@tensorflow/tfjs-core";
import { register, type Save } from "./register.ts";
import type { Tensor } from "./tensor.ts";
import { pointer, sizeOf } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

const FORWARD = "DroverSoftmaxLoss", BACKWARD = "DroverSoftmaxLossGrad";

/** Kernels of {@linkcode softmaxLoss}. */
export function registerSoftmaxLoss(): void {
  register(FORWARD, () => ({ inputs, backend }) => {
    const logits = inputs.logits!;
    const n = logits.shape.at(-1)!, rows = sizeOf(logits.shape) / n;
    const losses = backend.makeOutput(logits.shape.slice(0, -1), "float32");
    const p = backend.makeOutput(logits.shape, "float32");
    wasmModule(backend).softmaxLoss(
      pointer(backend, logits),
      pointer(backend, inputs.classes!),
      pointer(backend, losses),
      pointer(backend, p),
      rows,
      n,
    );
    return [losses, p];
  });
  register(BACKWARD, () => ({ inputs, backend }) => {
    const p = inputs.p!;
    const n = p.shape.at(-1)!;
    const dx = backend.makeOutput(p.shape, "float32");
    wasmModule(backend).softmaxLossGradient(
      pointer(backend, p),
      pointer(backend, inputs.classes!),
      pointer(backend, inputs.dy!),
      pointer(backend, dx),
      sizeOf(p.shape) / n,
      n,
    );
    return dx;
  });
}

/**
 * Cross-entropy of softmax(logits) as one op each way, on wasm only.
 *
 * @param classes Class numbers, (b, …), float32
 * @param logits (b, …, C), float32
 * @returns (b, …)
 */
export function softmaxLoss(classes: Tensor, logits: Tensor): Tensor {
  const engine = tf.engine();
  const op = tf.customGrad((logits, save) => {
    const [value, p] = engine.runKernel(
      FORWARD,
      { logits: logits as tf.Tensor, classes },
    ) as unknown as [tf.Tensor, tf.Tensor];
    (save as Save)([p, classes]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [p, classes] = saved as [tf.Tensor, tf.Tensor];
        return engine.runKernel(BACKWARD, { p, classes, dy }) as tf.Tensor;
      },
    };
  });
  return op(logits);
}
