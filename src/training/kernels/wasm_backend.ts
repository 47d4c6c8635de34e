import type * as tf from "@tensorflow/tfjs-core";

/** Heap of the wasm backend, as far as kernels use it. */
interface Heap {
  asm: { memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** The wasm backend, as far as kernels use it. */
export interface WasmBackend {
  /** Its emscripten module. */
  wasm: Heap;
  /** Where tensors lie. */
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  /** A new tensor, its values undefined. */
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** Gives up one reference to a tensor's data. */
  disposeData(dataId: object, force?: boolean): boolean;
  /** Takes one more reference. */
  incRef(dataId: object): void;
}

/** What a kernel function is given. */
export interface KernelArgs {
  /** Tensors by name. */
  inputs: Record<string, tf.TensorInfo | undefined>;
  /** Everything else. */
  // deno-lint-ignore no-explicit-any
  attrs: Record<string, any>;
  /** The backend. */
  backend: WasmBackend;
}

/** A kernel function with one result. */
export type Kernel = (args: KernelArgs) => tf.TensorInfo;

/** A kernel function with one result or several. */
export type AnyKernel = (
  args: KernelArgs,
) => tf.TensorInfo | tf.TensorInfo[];

/** Address of a tensor's first number. */
export function pointer(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** Sets a tensor of 4-byte numbers to zeros. */
export function clear(backend: WasmBackend, tensor: tf.TensorInfo): void {
  const start = pointer(backend, tensor);
  new Uint8Array(
    backend.wasm.asm.memory.buffer,
    start,
    4 * sizeOf(tensor.shape),
  )
    .fill(0);
}
