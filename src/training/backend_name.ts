/**
 * A backend to train on: "wasm" (SIMD, no permission), "cpu" (plain JavaScript,
 * some 100 times slower, knows every op), "blas" (wasm with its matrix
 * products in the system's BLAS library; needs `--allow-ffi`), or "webgpu" (the
 * graphics processor, through Deno's own WebGPU).
 */
export type BackendName = "wasm" | "cpu" | "blas" | "webgpu";

/** Their names, for the command line. */
export const BACKENDS = [
  "wasm",
  "cpu",
  "blas",
  "webgpu",
] as const satisfies readonly BackendName[];
