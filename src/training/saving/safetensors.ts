/**
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes
 * of header length (little-endian), a JSON header that names for each tensor
 * its type, shape and place, then the values, little-endian, row-major, without
 * gaps.
 *
 * @module
 */

import { decodeElements, type TypedArray } from "../data/elements.ts";
import { sizeOf } from "../data/nd_array.ts";
import { ModelFileError } from "./errors.ts";
import { checkHeader, type Entry, TYPES } from "./safetensors_header.ts";

/** The format's own limit on the header, in bytes. */
const LONGEST_HEADER = 100_000_000;

/** A tensor as safetensors files hold it. */
export interface SavedTensor {
  /** Values in row-major order. */
  readonly data: TypedArray;
  /** Size along each axis; `[]` for a scalar. */
  readonly shape: readonly number[];
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** Tensors by name, in the order of their values in the file. */
  readonly tensors: Map<string, SavedTensor>;
  /** The file's free-form notes. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Type names of the arrays that can be written. */
const NAMES: Readonly<Record<string, string>> = {
  Float32Array: "F32",
  Float64Array: "F64",
  Int8Array: "I8",
  Uint8Array: "U8",
  Uint8ClampedArray: "U8",
  Int16Array: "I16",
  Uint16Array: "U16",
  Int32Array: "I32",
  Uint32Array: "U32",
};

/**
 * Packs tensors into the bytes of a safetensors file. The same tensors and
 * metadata give the same bytes: widest elements first, as alignment asks, then
 * in the order given.
 *
 * @throws {ModelFileError} where a name is reserved, or a shape does not fit
 * its values.
 *
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from "./mod.ts";
 *
 * const bytes = writeSafetensors(new Map([
 *   ["dense/kernel", { data: new Float32Array(6), shape: [2, 3] }],
 * ]), { framework: "drover" });
 * readSafetensors(bytes).tensors.get("dense/kernel")?.shape; // [2, 3]
 * ```
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SavedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(([, a], [, b]) =>
    b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT
  );
  const fields = Object.keys(metadata).length === 0
    ? []
    : [`"__metadata__":${JSON.stringify(metadata)}`];
  let end = 0;
  for (const [name, { data, shape }] of ordered) {
    const begin = end;
    end += data.byteLength;
    const dtype = NAMES[data.constructor.name]!;
    if (name === "__metadata__" || sizeOf(shape) !== data.length) {
      throw new ModelFileError(
        name === "__metadata__"
          ? 'Cannot save a tensor named "__metadata__": safetensors reserves the name'
          : `Cannot save tensor "${name}": shape [${shape}] means ${
            sizeOf(shape)
          } values and there are ${data.length}`,
      );
    }
    // Written by hand because an object would reorder names that look like numbers.
    fields.push(
      `${JSON.stringify(name)}:${
        JSON.stringify({ dtype, shape, data_offsets: [begin, end] })
      }`,
    );
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const start = 8 + Math.ceil(header.length / 8) * 8; // values aligned to 8 bytes
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(header, 8);
  bytes.fill(0x20, 8 + header.length, start);
  let offset = start;
  for (const [, { data }] of ordered) {
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      offset,
    );
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Unpacks the bytes of a safetensors file, its every offset checked. F16 and
 * BF16 widen to `Float32Array`, BOOL to `Uint8Array`, 64-bit integers to
 * `Int32Array` where they fit and else to `Float64Array`.
 *
 * @param bytes The whole file
 * @param name What messages call it
 * @throws {ModelFileError} where it is truncated, no safetensors file, has gaps
 * or overlaps, or a type that is not read.
 */
export function readSafetensors(
  bytes: Uint8Array,
  name = "safetensors file",
): Safetensors {
  const fail = (problem: string, cause?: unknown) =>
    new ModelFileError(`Cannot read ${name}: ${problem}`, { cause });
  if (bytes.length < 8) {
    throw fail(
      `It is truncated: it has ${bytes.length} bytes, and its header's length alone takes 8`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER || bytes.length > 8 && bytes[8] !== 0x7b) {
    throw fail(
      "It is not a safetensors file: no header follows its first 8 bytes",
    );
  }
  if (8 + length > bytes.length) {
    throw fail(
      `It is truncated: its header takes ${length} bytes and ${
        bytes.length - 8
      } are there; fetch it again`,
    );
  }
  const values = bytes.subarray(8 + length);
  const { entries, metadata } = checkHeader(
    bytes.subarray(8, 8 + length),
    values.length,
    fail,
  );
  return {
    tensors: new Map(
      entries.map((entry) => [entry.name, decode(entry, values, fail)]),
    ),
    metadata,
  };
}

function decode(
  { name, dtype, shape, begin, end }: Entry,
  values: Uint8Array,
  fail: (problem: string, cause?: unknown) => Error,
): SavedTensor {
  try {
    const type = TYPES[dtype]!;
    const data = decodeElements(values.subarray(begin, end), type, true);
    return { data, shape };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw fail(`Tensor "${name}": ${cause.message}`, cause);
  }
}
