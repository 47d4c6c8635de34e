import type { NumericArray } from "../dataset.ts";

/** A typed array that a dataset's numbers may live in. */
export type TypedArray = Exclude<NumericArray, number[]>;

/** Element types that numeric files store. */
export type ElementType =
  | "bool"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float16"
  | "bfloat16"
  | "float32"
  | "float64";

/** Bytes that one element of a type takes. */
export const ELEMENT_SIZE: Readonly<Record<ElementType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/**
 * Decodes packed elements into a typed array of its own memory.
 *
 * Types that JavaScript has no plain array for widen without loss: bool to
 * `Uint8Array`, float16 and bfloat16 to `Float32Array`, 64-bit integers to
 * `Int32Array` where all values fit and to `Float64Array` otherwise.
 *
 * @throws {RangeError} where a 64-bit integer is not exact in 53 bits.
 */
export function decodeElements(
  bytes: Uint8Array,
  type: ElementType,
  littleEndian: boolean,
): TypedArray {
  const copy = new Uint8Array(bytes);
  const size = ELEMENT_SIZE[type];
  if (!littleEndian && size > 1) reverseElements(copy, size);
  const { buffer } = copy;
  switch (type) {
    case "bool":
    case "uint8":
      return copy;
    case "int8":
      return new Int8Array(buffer);
    case "int16":
      return new Int16Array(buffer);
    case "uint16":
      return new Uint16Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "uint32":
      return new Uint32Array(buffer);
    case "int64":
    case "uint64":
      return narrow(new Uint32Array(buffer), type === "int64");
    case "float16":
      return new Float32Array(new Float16Array(buffer));
    case "bfloat16":
      return widenBfloat16(new Uint16Array(buffer));
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
  }
}

function reverseElements(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}

/** A bfloat16 is the upper half of a float32. */
function widenBfloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16;
  return new Float32Array(words.buffer);
}

/**
 * 64-bit integers, as pairs of words (low first), in the smallest array that
 * holds them exactly.
 */
function narrow(words: Uint32Array, signed: boolean): TypedArray {
  const values = new Float64Array(words.length / 2);
  let fits = true;
  for (let i = 0; i < values.length; i++) {
    const high = words[2 * i + 1]!;
    const value = (signed ? high | 0 : high) * 2 ** 32 + words[2 * i]!;
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(
        `Value ${i} needs more than the 53 bits that a number holds exactly`,
      );
    }
    if (value !== (value | 0)) fits = false;
    values[i] = value;
  }
  return fits ? new Int32Array(values) : values;
}
