import type { VectorView } from "../compression/mod.ts";

/**
 * What is balanced: a float32 vector, plain or as it lies in a payload (see
 * `Codec.view`). It is held by reference until it is folded, so it must not
 * change: whoever reuses a buffer copies first, or every difference is zero and
 * every sign +1.
 */
export type Vector = Float32Array | VectorView;

/** Bytes that a vector keeps from being freed. */
export function bytesOf(vector: Vector): number {
  if (vector instanceof Float32Array) return vector.byteLength;
  switch (vector.kind) {
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
    case "float32": {
      const { buffer, byteOffset, byteLength } = vector.bytes;
      const data = new DataView(buffer, byteOffset, byteLength);
      for (let i = 0; i < vector.length; i++) {
        out[i] = data.getFloat32(4 * i, true);
      }
      return out;
    }
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
