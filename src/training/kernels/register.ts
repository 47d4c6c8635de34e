import * as tf from "@tensorflow/tfjs-core";
import type { AnyKernel, Kernel } from "./wasm_backend.ts";

/**
 * Puts a kernel in the place of the wasm backend's, if it has one.
 *
 * @param kernelName Its name in TensorFlow.js
 * @param make Given the kernel that was there, or null, returns the new one
 */
export function register(
  kernelName: string,
  make: (original: AnyKernel | null) => AnyKernel,
): void {
  const original = tf.getKernel(kernelName, "wasm");
  if (original) tf.unregisterKernel(kernelName, "wasm");
  const kernelFunc = make(
    (original?.kernelFunc ?? null) as unknown as Kernel | null,
  ) as unknown as tf.KernelFunc;
  tf.registerKernel({
    ...original,
    kernelName,
    backendName: "wasm",
    kernelFunc,
  });
}

/** A kernel of the wasm backend, which must be there. */
export function kernelOf(kernelName: string): Kernel {
  const kernel = tf.getKernel(kernelName, "wasm");
  if (!kernel) throw new Error(`Cannot find the wasm kernel ${kernelName}`);
  return kernel.kernelFunc as unknown as Kernel;
}

/** Keeps tensors for the gradient; the core does not export the type. */
export type Save = (tensors: tf.Tensor[]) => void;
