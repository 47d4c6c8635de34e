import { LANES } from "./dot.ts";
import { type OrderingKernel, orderingKernel } from "./kernel/wasm_module.ts";
import type { DensePass } from "./signed_sum.ts";
import { type Innovation, toDense, type Vector } from "./vector.ts";

/** Values gone through at once: a few blocks of float32 and what they meet stay in the second-level cache. */
const BLOCK = 8192;
const PAGE = 65536;

/** Where the blocks are: the vectors, another to work with, and int8 values. */
const A = 64, B = A + 4 * BLOCK, C = B + 4 * BLOCK;
const INT8 = C + 4 * BLOCK, SUM = INT8 + BLOCK;

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
  /** Where the last difference is. */
  readonly #last: number;
  #scattered: Float32Array | undefined;

  /** @param dimension length of the vectors */
  constructor(dimension: number) {
    const padded = Math.ceil(dimension / LANES) * LANES;
    const last = SUM + 8 * padded;
    const pages = Math.ceil((last + 4 * padded) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#padded = padded;
    this.#last = last;
    this.#kernel = orderingKernel(memory);
    this.#heap = new Uint8Array(memory.buffer);
    this.#lanes = new Float64Array(memory.buffer, 0, LANES);
    this.sum = new Float64Array(memory.buffer, SUM, padded);
    this.bytes = memory.buffer.byteLength;
  }

  /** See {@linkcode DensePass.step}. */
  step(a: Vector, b: Vector, factor: number, lanes: Float64Array): void {
    const first = this.#plain(a), second = this.#plain(b);
    const following = asFollowing(first, second);
    this.#lanes.set(lanes);
    for (let start = 0; start < this.#padded; start += BLOCK) {
      const n = Math.min(BLOCK, this.#padded - start);
      const r = SUM + 8 * start, z = this.#last + 4 * start;
      if (following !== undefined) {
        const { step, before, decay } = following[0];
        this.#load(before, start, n, C);
        this.#load(step, start, n, A);
        this.#load(following[1].step, start, n, B);
        this.#kernel.stepFollowing(r, z, C, A, B, factor, decay, n, 0);
      } else {
        this.#load(first, start, n, A);
        this.#load(second, start, n, B);
        this.#kernel.step(r, z, A, B, factor, n, 0);
      }
    }
    lanes.set(this.#lanes);
  }

  /** See {@linkcode DensePass.fold}. */
  fold(factor: number): void {
    this.#kernel.fold(SUM, this.#last, factor, this.#padded);
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
      const { buffer, byteOffset } = values;
      heap.set(new Uint8Array(buffer, byteOffset + start, end - start), INT8);
      const length = Math.min(block, BLOCK);
      for (let i = start; i < end; i += length) {
        const scale = scales[Math.floor(i / block)]!;
        const count = Math.min(length, end - i);
        const offset = i - start;
        this.#kernel.scaleInt8(INT8 + offset, to + 4 * offset, scale, count);
      }
    } else if (vector.kind === "innovation") {
      this.#load(vector.step, start, n, to);
      this.#load(vector.before, start, n, C);
      this.#kernel.lessScaled(to, to, C, vector.decay, n);
    }
    if (end < start + n) heap.fill(0, to + 4 * (end - start), to + 4 * n);
  }
}

/** The two where they are steps in a row: what the second takes off is the first. */
function asFollowing(
  a: Vector,
  b: Vector,
): [Innovation, Innovation] | undefined {
  if (a instanceof Float32Array || b instanceof Float32Array) return undefined;
  if (a.kind !== "innovation" || b.kind !== "innovation") return undefined;
  return b.before === a.step && a.decay === b.decay ? [a, b] : undefined;
}
