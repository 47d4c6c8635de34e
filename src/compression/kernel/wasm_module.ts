import { SIMD } from "./compiled.ts";

/** The compiled functions; see `assembly/`. Addresses and `n` are as there. */
export interface CompressionKernel {
  /** v = step + factor * carried, step float64; returns the bits of the largest magnitude. */
  load64(
    step: number,
    carried: number,
    factor: number,
    v: number,
    n: number,
  ): number;
  /** The same, step float32, and carried not left out. */
  load32(
    step: number,
    carried: number,
    factor: number,
    v: number,
    n: number,
  ): number;
  /** Bits of the largest magnitude; a signed integer, as bits are below 2^31. */
  largest(v: number, n: number): number;
  /** v as float32 on the grid. */
  float32(
    ...args: [
      v: number,
      out: number,
      limit: number,
      isFine: boolean,
      n: number,
      sums: number,
    ]
  ): void;
  /** v as bfloat16 on the grid. */
  bfloat16(
    ...args: [
      v: number,
      out: number,
      limit: number,
      isFine: boolean,
      n: number,
      sums: number,
    ]
  ): void;
  /** v as int8 in blocks. */
  int8(
    ...args: [
      v: number,
      out: number,
      scales: number,
      log: number,
      limit: number,
      n: number,
      sums: number,
    ]
  ): void;
  /** v as signs in blocks. */
  sign(
    ...args: [
      v: number,
      out: number,
      scales: number,
      log: number,
      most: number,
      n: number,
      sums: number,
    ]
  ): void;
  /** Places of large magnitudes; returns how many. */
  collect(
    v: number,
    least: number,
    first: number,
    out: number,
    n: number,
    sums: number,
  ): number;
}

/** The module on a memory of its own. */
export function compressionKernel(
  memory: WebAssembly.Memory,
): CompressionKernel {
  const bytes = Uint8Array.from(atob(SIMD), (c) => c.charCodeAt(0));
  const module = new WebAssembly.Module(bytes);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return instance.exports as unknown as CompressionKernel;
}
