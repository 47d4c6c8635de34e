import type { BackendName } from "../backend_name.ts";
import {
  BackendError,
  closeBlas,
  openBlas,
  registerTrainingKernels,
} from "../kernels/mod.ts";
import * as tf from "./tf.ts";

export type { BackendName } from "../backend_name.ts";

interface WasmBackend {
  typedArrayFromHeap(tensor: tf.Tensor): Float32Array;
}

/**
 * Makes a backend the current one; tensors of the other move when next used.
 *
 * @param name The backend
 * @throws {BackendError} If this machine does not have what it needs
 */
export async function useBackend(name: BackendName): Promise<void> {
  // Loaded only where needed: most tasks never fall back.
  if (name === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (name === "blas") openBlas();
  else closeBlas();
  if (name === "webgpu") return await useWebGpu();
  if (name !== "cpu") registerTrainingKernels();
  await tf.setBackend(name === "cpu" ? "cpu" : "wasm");
  await tf.ready();
  if (name !== "cpu") return;
  // On first use it would print an advertisement for another backend.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
}

/** WebGPU hands over numbers only later: see `isLate`. */
async function useWebGpu(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    throw new BackendError(
      "Cannot use the webgpu backend: this machine has no graphics driver that " +
        "WebGPU knows; install one (on Debian and Ubuntu, " +
        "mesa-vulkan-drivers has one that needs no graphics card), or leave " +
        "--backend webgpu out",
    );
  }
  await import("@tensorflow/tfjs-backend-webgpu");
  await tf.setBackend("webgpu");
  await tf.ready();
}

/** Whether the current backend's numbers cannot be had at once. */
export function isLate(): boolean {
  return tf.getBackend() === "webgpu";
}

/**
 * Copies a tensor's values out, at the cost of a memcpy.
 *
 * @param tensor A float32 tensor
 * @param out Where to, as long as the tensor
 */
export function readInto(tensor: tf.Tensor, out: Float32Array): void {
  const backend = tf.backend() as unknown as Partial<WasmBackend>;
  // The view is fetched each time: the heap moves when it grows.
  out.set(
    backend.typedArrayFromHeap
      ? backend.typedArrayFromHeap(tensor)
      : tensor.dataSync() as Float32Array,
  );
}

/**
 * Gives a variable new values, at the cost of a memcpy. Values are never
 * written in place: the wasm matrix product caches packed weights by tensor.
 *
 * @param variable A float32 variable
 * @param values Its new values; not held on to
 */
export function writeFrom(variable: tf.Variable, values: Float32Array): void {
  // The cpu backend keeps the array it is given; wasm copies it to its heap.
  const own = tf.getBackend() === "cpu" ? values.slice() : values;
  const tensor = tf.tensor(own, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}
