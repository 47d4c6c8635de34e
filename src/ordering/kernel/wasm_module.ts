import { SIMD } from "./compiled.ts";

/** The compiled functions; see `assembly/`. Addresses and `n` are as there. */
export interface OrderingKernel {
  /** r += factor * z; z = a - b; lanes += r * z. */
  step(
    ...args: [
      r: number,
      z: number,
      a: number,
      b: number,
      factor: number,
      n: number,
      lanes: number,
    ]
  ): void;
  /** The same with z = (a - decay * before) - (b - decay * a). */
  stepFollowing(
    ...args: [
      r: number,
      z: number,
      before: number,
      a: number,
      b: number,
      factor: number,
      decay: number,
      n: number,
      lanes: number,
    ]
  ): void;
  /** r += factor * z. */
  fold(r: number, z: number, factor: number, n: number): void;
  /** out = x - factor * y. */
  lessScaled(
    out: number,
    x: number,
    y: number,
    factor: number,
    n: number,
  ): void;
  /** out = scale * values. */
  scaleInt8(values: number, out: number, scale: number, n: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** The module on a memory of the caller's. */
export function orderingKernel(memory: WebAssembly.Memory): OrderingKernel {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(SIMD), (c) => c.charCodeAt(0)),
  );
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  return instance.exports as unknown as OrderingKernel;
}
