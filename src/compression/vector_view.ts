/** A dense vector of float32 values. */
export interface Float32View {
  /** Tells the kinds apart. */
  readonly kind: "float32";
  /** Length of the vector, n. */
  readonly length: number;
  /** The values, little-endian, 4 n bytes at any alignment. */
  readonly bytes: Uint8Array;
}

/** A dense vector whose value i is `values[i] * scales[floor(i / block)]`; the products are exact in float32. */
export interface Int8View {
  /** Tells the kinds apart. */
  readonly kind: "int8";
  /** Length of the vector, n. */
  readonly length: number;
  /** The integers, n of them. */
  readonly values: Int8Array;
  /** A power of two for each block. */
  readonly scales: Float32Array;
  /** Values that share a scale: a power of two from 16 to 32768. */
  readonly block: number;
}

/** A vector that is zero but in a few places. */
export interface SparseView {
  /** Tells the kinds apart. */
  readonly kind: "sparse";
  /** Length of the vector, n. */
  readonly length: number;
  /** Where it is not zero, increasing. */
  readonly indices: Uint32Array;
  /** The values there. */
  readonly values: Float32Array;
}

/**
 * A vector as it lies in a payload: a float32 vector whatever the codec, for every decoded value is exact in
 * float32. It shares the payload's memory, and costs what the payload holds.
 */
export type VectorView = Float32View | Int8View | SparseView;
