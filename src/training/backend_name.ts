/**
 * A backend to train on: "wasm" (SIMD, no permission), "cpu" (plain JavaScript,
 * some 100 times slower, knows every op), or "blas" (wasm with its matrix
 * products in the system's BLAS library; needs `--allow-ffi`).
 */
export type BackendName = "wasm" | "cpu" | "blas";

/** Their names, for the command line. */
export const BACKENDS = [
  "wasm",
  "cpu",
  "blas",
] as const satisfies readonly BackendName[];
