import { LANES } from "./dot.ts";
import { type OrderingKernel, orderingKernel } from "./kernel/wasm_module.ts";
import type { DensePass } from "./signed_sum.ts";
import { toDense, type Vector } from "./vector.ts";

/** Values gone through at once: two blocks of float32 and what they meet stay in the second-level cache. */
const BLOCK = 8192;
const PAGE = 65536;

/**
 * The pass in WebAssembly with vector instructions. r and the last difference
 * live in its memory; the two vectors come in block by block.
 */
export class SimdPass implements DensePass {
  /** r, padded to a multiple of 8. */
  readonly sum: Float64Array;
  /** Bytes held. */
  readonly bytes: number;
  readonly #kernel: OrderingKernel;
  readonly #heap: Uint8Array;
  readonly #lanes: Float64Array;
  readonly #padded: number;
  /** Where things are. */
  readonly #at: {
    lanes: number;
    a: number;
    b: number;
    int8: number;
    sum: number;
    last: number;
  };
  #scattered: Float32Array | undefined;

  /** @param dimension length of the vectors */
  constructor(dimension: number) {
    const padded = Math.ceil(dimension / LANES) * LANES;
    const a = 64, b = a + 4 * BLOCK, int8 = b + 4 * BLOCK;
    const sum = int8 + BLOCK, last = sum + 8 * padded;
    const pages = Math.ceil((last + 4 * padded) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#at = { lanes: 0, a, b, int8, sum, last };
    this.#padded = padded;
    this.#kernel = orderingKernel(memory);
    this.#heap = new Uint8Array(memory.buffer);
    this.#lanes = new Float64Array(memory.buffer, 0, LANES);
    this.sum = new Float64Array(memory.buffer, sum, padded);
    this.bytes = memory.buffer.byteLength;
  }

  /** See {@linkcode DensePass.step}. */
  step(a: Vector, b: Vector, factor: number, lanes: Float64Array): void {
    const at = this.#at;
    const first = this.#plain(a), second = this.#plain(b);
    this.#lanes.set(lanes);
    for (let start = 0; start < this.#padded; start += BLOCK) {
      const n = Math.min(BLOCK, this.#padded - start);
      this.#load(first, start, n, at.a);
      this.#load(second, start, n, at.b);
      this.#kernel.step(
        at.sum + 8 * start,
        at.last + 4 * start,
        at.a,
        at.b,
        factor,
        n,
        at.lanes,
      );
    }
    lanes.set(this.#lanes);
  }

  /** See {@linkcode DensePass.fold}. */
  fold(factor: number): void {
    this.#kernel.fold(this.#at.sum, this.#at.last, factor, this.#padded);
  }

  /** A sparse vector met by a dense one is written out. */
  #plain(vector: Vector): Vector {
    if (vector instanceof Float32Array || vector.kind !== "sparse") {
      return vector;
    }
    this.#scattered ??= new Float32Array(vector.length);
    return toDense(vector, this.#scattered);
  }

  /** Writes values start … start + n - 1 as float32 to `to`, zeros beyond the vector's end. */
  #load(vector: Vector, start: number, n: number, to: number): void {
    const heap = this.#heap;
    const end = Math.min(vector.length, start + n);
    if (vector instanceof Float32Array) {
      const { buffer, byteOffset } = vector;
      const bytes = new Uint8Array(
        buffer,
        byteOffset + 4 * start,
        4 * (end - start),
      );
      heap.set(bytes, to);
    } else if (vector.kind === "float32") {
      heap.set(vector.bytes.subarray(4 * start, 4 * end), to);
    } else if (vector.kind === "int8") {
      const { values, scales, block } = vector;
      const from = this.#at.int8;
      const { buffer, byteOffset } = values;
      heap.set(new Uint8Array(buffer, byteOffset + start, end - start), from);
      const length = Math.min(block, BLOCK);
      for (let i = start; i < end; i += length) {
        const scale = scales[Math.floor(i / block)]!;
        const count = Math.min(length, end - i);
        const offset = i - start;
        this.#kernel.scaleInt8(from + offset, to + 4 * offset, scale, count);
      }
    }
    if (end < start + n) heap.fill(0, to + 4 * (end - start), to + 4 * n);
  }
}
