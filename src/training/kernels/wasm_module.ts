import { RELAXED_SIMD, SIMD } from "./compiled.ts";
import type { WasmBackend } from "./wasm_backend.ts";

type N = number;

/**
 * The compiled functions; see `assembly/`. Addresses are bytes in the heap of
 * the wasm backend, everything else counts numbers.
 */
export interface WasmModule {
  gemm(
    ...args: [
      a: N,
      b: N,
      c: N,
      m: N,
      k: N,
      n: N,
      transpose: N,
      bias: N,
      mode: N,
      scratch: N,
    ]
  ): void;
  gemmScratch(): number;
  conv2d(...args: N[]): void;
  packFilters(w: N, rows: N, filters: N, out: N): void;
  conv2dInput(...args: N[]): void;
  conv2dFilter(...args: N[]): void;
  filterScratch(outWidth: N): number;
  depthwise(...args: N[]): void;
  maxPoolGradient(...args: N[]): void;
  avgPoolGradient(...args: N[]): void;
  addTo(out: N, x: N, n: N): void;
  sumMiddle(x: N, out: N, outer: N, n: N, inner: N, scale: N): void;
  layerNorm(...args: N[]): void;
  layerNormGradient(...args: N[]): void;
  softmaxLoss(x: N, labels: N, losses: N, p: N, rows: N, n: N): void;
  softmaxLossGradient(p: N, labels: N, dy: N, dx: N, rows: N, n: N): void;
  lstmStep(...args: N[]): void;
  lstmStepBack(...args: N[]): void;
  copyRows(...args: N[]): void;
  gatherMiddle(...args: N[]): void;
  transposePlanes(...args: N[]): void;
  epilogue(c: N, rows: N, n: N, bias: N, mode: N): void;
  segmentSum(x: N, ids: N, out: N, rows: N, size: N, segments: N): void;
}

let compiled: WebAssembly.Module | null = null;
const instances = new WeakMap<WasmBackend, WasmModule>();

/** The module on a backend's memory. */
export function wasmModule(backend: WasmBackend): WasmModule {
  let instance = instances.get(backend);
  if (!instance) {
    compiled ??= compile();
    const { memory } = backend.wasm.asm;
    instance = new WebAssembly.Instance(compiled, { env: { memory } })
      .exports as unknown as WasmModule;
    instances.set(backend, instance);
  }
  return instance;
}

/** With relaxed SIMD (one rounding for a * b + c) where the engine knows it. */
function compile(): WebAssembly.Module {
  const relaxed = bytesOf(RELAXED_SIMD);
  return new WebAssembly.Module(
    WebAssembly.validate(relaxed) ? relaxed : bytesOf(SIMD),
  );
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

interface Scratch {
  start: number;
  bytes: number;
}

const scratches = new WeakMap<WasmBackend, Scratch>();

/**
 * Memory for the duration of one kernel, from the backend's own allocator. It is
 * kept, and grows to the largest that was ever asked for.
 */
export function scratch(backend: WasmBackend, bytes: number): number {
  let held = scratches.get(backend);
  if (!held || held.bytes < bytes) {
    if (held) backend.wasm._free(held.start);
    held = { start: backend.wasm._malloc(bytes) >>> 0, bytes };
    scratches.set(backend, held);
  }
  return held.start;
}
