import { BackendError } from "./errors.ts";
import type { WasmBackend } from "./wasm_backend.ts";
import { wasmModule } from "./wasm_module.ts";

/** Where systems keep a BLAS with the C interface. */
const LIBRARIES: Record<string, string[]> = {
  linux: ["libopenblas.so.0", "libopenblas.so", "libcblas.so.3"],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "libopenblas.dylib",
  ],
  windows: ["libopenblas.dll", "openblas.dll"],
};

const INSTALL: Record<string, string> = {
  linux: "install it, on Debian and Ubuntu with: apt install libopenblas0",
  darwin: "install it with: brew install openblas",
  windows: "put libopenblas.dll where programs find libraries",
};

/** Below this many multiplications a call costs more than it saves. */
const WORTH_IT = 8192;

const ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112;

const SYMBOLS = {
  cblas_sgemm: {
    parameters: [
      ...["i32", "i32", "i32", "i32", "i32", "i32", "f32"],
      ...["usize", "i32", "usize", "i32", "f32", "usize", "i32"],
    ] as ("i32" | "f32" | "usize")[],
    result: "void",
  },
  openblas_set_num_threads: {
    parameters: ["i32"],
    result: "void",
    optional: true,
  },
} as const;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>;

let library: Library | null = null;
let base = 0;
let known: ArrayBufferLike | null = null;

/**
 * Opens the system's BLAS library for `blasGemm`, with one thread: peers and
 * workers share the machine.
 *
 * @throws {BackendError} Without permission or without a library
 */
export function openBlas(): void {
  if (library) return;
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    throw new BackendError(
      "Cannot use the blas backend: it calls a library of the system, so run " +
        "Drover with --allow-ffi, or leave --backend blas out",
    );
  }
  const { os } = Deno.build;
  const tried = LIBRARIES[os] ?? LIBRARIES.linux!;
  for (const name of tried) {
    try {
      library = Deno.dlopen(name, SYMBOLS);
      library.symbols.openblas_set_num_threads?.(1);
      return;
    } catch {
      // The next one may be there.
    }
  }
  throw new BackendError(
    `Cannot use the blas backend: no BLAS library was found (tried ${
      tried.join(", ")
    }); ${INSTALL[os] ?? INSTALL.linux}`,
  );
}

/** Goes back to products in wasm. */
export function closeBlas(): void {
  library?.close();
  library = null;
  known = null;
}

/**
 * As the compiled `gemm`, on the same heap.
 *
 * @returns False where the product is not for BLAS
 */
export function blasGemm(
  backend: WasmBackend,
  [a, b, c]: [number, number, number],
  [m, k, n]: [number, number, number],
  transpose: number,
  bias: number,
  mode: number,
): boolean {
  if (library === null || m * k * n < WORTH_IT) return false;
  const { buffer } = backend.wasm.asm.memory;
  // Growing the heap makes a new buffer, perhaps elsewhere.
  if (buffer !== known) {
    known = buffer;
    base = Number(
      Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(buffer))),
    );
  }
  const transposeA = (transpose & 1) !== 0, transposeB = (transpose & 2) !== 0;
  library.symbols.cblas_sgemm(
    ROW_MAJOR,
    transposeA ? TRANSPOSED : PLAIN,
    transposeB ? TRANSPOSED : PLAIN,
    m,
    n,
    k,
    1,
    base + a,
    transposeA ? m : k,
    base + b,
    transposeB ? k : n,
    0,
    base + c,
    n,
  );
  if (bias || mode) wasmModule(backend).epilogue(c, m, n, bias, mode);
  return true;
}
