import type { VectorView } from "../compression/mod.ts";

/**
 * What is balanced: a float32 vector, plain or as it lies in a payload (see
 * `Codec.view`). It is held by reference until it is folded, so it must not
 * change: whoever reuses a buffer copies first, or every difference is zero and
 * every sign +1.
 */
export type Vector = Float32Array | VectorView | Innovation;

/** A vector that is a difference, worked out block by block when it is gone through. */
export interface Innovation {
  /** Tells the kinds apart. */
  readonly kind: "innovation";
  /** Length of the vector. */
  readonly length: number;
  /** What is taken from; dense, unless only some values are read. */
  readonly step: Float32Array | VectorView;
  /** What is taken off, times `decay`; dense, unless only some values are read. */
  readonly before: Float32Array | VectorView;
  /** A factor, float32. */
  readonly decay: number;
}

/** Bytes that a vector keeps from being freed. */
export function bytesOf(vector: Vector): number {
  if (vector instanceof Float32Array) return vector.byteLength;
  switch (vector.kind) {
    case "innovation":
      return bytesOf(vector.step) + bytesOf(vector.before);
    case "float32":
      return vector.bytes.byteLength;
    case "int8":
      return vector.values.byteLength + vector.scales.byteLength;
    case "sparse":
      return vector.indices.byteLength + vector.values.byteLength;
  }
}

/** The values as a plain array: the vector itself where it is one, else decoded into `out`, of its length. */
export function toDense(vector: Vector, out: Float32Array): Float32Array {
  if (vector instanceof Float32Array) return vector;
  switch (vector.kind) {
    case "innovation": {
      const { decay, length } = vector;
      const step = toDense(vector.step, out);
      const before = toDense(vector.before, new Float32Array(length));
      for (let i = 0; i < length; i++) {
        out[i] = step[i]! - Math.fround(decay * before[i]!);
      }
      return out;
    }
    case "float32":
      copyFloat32(vector.bytes, out);
      return out;
    case "int8": {
      const { values, scales, block, length } = vector;
      for (let k = 0, start = 0; start < length; k++, start += block) {
        const scale = scales[k]!, end = Math.min(length, start + block);
        for (let i = start; i < end; i++) out[i] = values[i]! * scale;
      }
      return out;
    }
    case "sparse": {
      out.fill(0);
      const { indices, values } = vector;
      for (let j = 0; j < indices.length; j++) out[indices[j]!] = values[j]!;
      return out;
    }
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Little-endian float32 values at any alignment; memcpy where the machine writes them so, too. */
function copyFloat32(bytes: Uint8Array, out: Float32Array): void {
  if (LITTLE_ENDIAN) {
    new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes);
    return;
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i++) out[i] = data.getFloat32(4 * i, true);
}

/**
 * A few of the values.
 *
 * @param indices where, increasing
 * @param out receives them, of the same length
 */
export function valuesAt(
  vector: Vector,
  indices: Uint32Array,
  out: Float32Array,
): void {
  const count = indices.length;
  if (vector instanceof Float32Array) {
    for (let k = 0; k < count; k++) out[k] = vector[indices[k]!]!;
  } else if (vector.kind === "innovation") {
    const before = new Float32Array(count);
    valuesAt(vector.step, indices, out);
    valuesAt(vector.before, indices, before);
    for (let k = 0; k < count; k++) {
      out[k] = out[k]! - Math.fround(vector.decay * before[k]!);
    }
  } else if (vector.kind === "float32") {
    const { buffer, byteOffset, byteLength } = vector.bytes;
    const data = new DataView(buffer, byteOffset, byteLength);
    for (let k = 0; k < count; k++) {
      out[k] = data.getFloat32(4 * indices[k]!, true);
    }
  } else if (vector.kind === "int8") {
    const { values, scales, block } = vector;
    for (let k = 0; k < count; k++) {
      const index = indices[k]!;
      out[k] = values[index]! * scales[Math.floor(index / block)]!;
    }
  } else {
    let from = 0;
    for (let k = 0; k < count; k++) {
      from = lowerBound(vector.indices, indices[k]!, from);
      out[k] = vector.indices[from] === indices[k] ? vector.values[from]! : 0;
    }
  }
}

/** The first place from `start` on that holds `value` or more. */
function lowerBound(sorted: Uint32Array, value: number, start: number): number {
  let low = start, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
