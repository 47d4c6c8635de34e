import { broadcast_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { blasGemm } from "./blas.ts";
import { noteFusedMatMul } from "./fused_gradients.ts";
import { register } from "./register.ts";
import {
  clear,
  type KernelArgs,
  pointer,
  sizeOf,
  type WasmBackend,
} from "./wasm_backend.ts";
import { scratch, wasmModule } from "./wasm_module.ts";

/** Modes of the compiled product. */
const RELU = 2;

/** Matrix products in all transpositions, batched and broadcast. */
export function registerMatMul(): void {
  register("BatchMatMul", (original) => (args) => {
    const { a, b } = args.inputs;
    if (a!.dtype !== "float32" || b!.dtype !== "float32") {
      return original!(args);
    }
    return product(args, 0, 0);
  });
  register("_FusedMatMul", (original) => (args) => {
    const { a, b, bias } = args.inputs;
    const { activation } = args.attrs;
    const known = activation === "linear" || activation === "relu";
    const floats = a!.dtype === "float32" && b!.dtype === "float32";
    const columns = b!.shape[b!.shape.length - (args.attrs.transposeB ? 2 : 1)];
    const row = !bias || sizeOf(bias.shape) === columns;
    if (!known || !floats || !row) return original!(args);
    const biasAt = bias ? pointer(args.backend, bias) : 0;
    const mode = activation === "relu" ? RELU : 0;
    return noteFusedMatMul(product(args, biasAt, mode), args);
  });
}

function product(
  { inputs, attrs, backend }: KernelArgs,
  bias: number,
  mode: number,
): TensorInfo {
  const a = inputs.a!, b = inputs.b!;
  const rankA = a.shape.length, rankB = b.shape.length;
  const transposeA = !!attrs.transposeA, transposeB = !!attrs.transposeB;
  const m = a.shape[rankA - (transposeA ? 1 : 2)]!;
  const k = a.shape[rankA - (transposeA ? 2 : 1)]!;
  const inner = b.shape[rankB - (transposeB ? 1 : 2)]!;
  const n = b.shape[rankB - (transposeB ? 2 : 1)]!;
  if (k !== inner) {
    throw new Error(
      `Cannot multiply matrices of shapes ${a.shape} and ${b.shape}: their ` +
        `inner dimensions ${k} and ${inner} differ`,
    );
  }
  const batchA = a.shape.slice(0, -2), batchB = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = backend.makeOutput([...batch, m, n], "float32");
  if (sizeOf(out.shape) === 0) return out;
  if (k === 0 && bias === 0) {
    clear(backend, out);
    return out;
  }
  multiply(backend, [
    pointer(backend, a),
    pointer(backend, b),
    pointer(backend, out),
  ], {
    size: [m, k, n],
    places: placesOf(batch, batchA, batchB),
    transpose: (transposeA ? 1 : 0) | (transposeB ? 2 : 0),
    bias,
    mode,
  });
  return out;
}

interface Product {
  size: [m: number, k: number, n: number];
  /** For each product which matrix of A and which of B. */
  places: [number, number][] | null;
  transpose: number;
  bias: number;
  mode: number;
}

function multiply(
  backend: WasmBackend,
  [a, b, c]: [number, number, number],
  { size: [m, k, n], places, transpose, bias, mode }: Product,
): void {
  const module = wasmModule(backend);
  const space = scratch(backend, module.gemmScratch());
  if (places === null) {
    const size: [number, number, number] = [m, k, n];
    if (blasGemm(backend, [a, b, c], size, transpose, bias, mode)) return;
    module.gemm(a, b, c, m, k, n, transpose, bias, mode, space);
    return;
  }
  for (const [i, j] of places) {
    const atA = a + 4 * i * m * k, atB = b + 4 * j * k * n;
    const at: [number, number, number] = [atA, atB, c];
    if (!blasGemm(backend, at, [m, k, n], transpose, bias, mode)) {
      module.gemm(atA, atB, c, m, k, n, transpose, bias, mode, space);
    }
    c += 4 * m * n;
  }
}

/** Null for one product. */
function placesOf(
  batch: number[],
  batchA: number[],
  batchB: number[],
): [number, number][] | null {
  const count = sizeOf(batch);
  if (count === 1) return null;
  const strideA = stridesIn(batch, batchA), strideB = stridesIn(batch, batchB);
  return Array.from({ length: count }, (_, place) => {
    let i = 0, j = 0;
    for (let d = batch.length - 1, rest = place; d >= 0; d--) {
      const at = rest % batch[d]!;
      rest = (rest - at) / batch[d]!;
      i += at * strideA[d]!;
      j += at * strideB[d]!;
    }
    return [i, j];
  });
}

/** How far one step along each dimension of the batch goes; 0 if broadcast. */
function stridesIn(batch: number[], own: number[]): number[] {
  const strides = batch.map(() => 0);
  let stride = 1;
  for (let d = own.length - 1; d >= 0; d--) {
    if (own[d] !== 1) strides[d + batch.length - own.length] = stride;
    stride *= own[d]!;
  }
  return strides;
}
