import { decodeElements, ELEMENT_SIZE, type TypedArray } from "./elements.ts";
import { cannotRead } from "./errors.ts";
import { type NdArray, sizeOf } from "./nd_array.ts";
import { type NpyHeader, parseNpyHeader } from "./npy_header.ts";
import { readBytes, type Source } from "./source.ts";

/**
 * Reads one array that `numpy.save` wrote: npy versions 1 to 3, either byte
 * order, C or Fortran order (the result is always in C order), bool, integers
 * and floats of all sizes. 64-bit integers come back as `Int32Array` where they
 * fit, else as `Float64Array`; float16 as `Float32Array`; bool as `Uint8Array`.
 *
 * @throws {DataError} where it is not npy, truncated, of a type that is not
 * numeric, or holds integers beyond 53 bits.
 *
 * @example
 * ```ts ignore
 * const { data, shape } = await readNpy(new URL("./features.npy", import.meta.url));
 * ```
 */
export async function readNpy(source: Source): Promise<NdArray> {
  const { bytes, name } = await readBytes(source);
  return parseNpy(bytes, name);
}

/** {@linkcode readNpy} for bytes at hand; `name` stands in messages. */
export function parseNpy(bytes: Uint8Array, name: string): NdArray {
  const { header, start } = locate(bytes, name);
  const { type, littleEndian, fortranOrder, shape } = header;
  const end = start + sizeOf(shape) * ELEMENT_SIZE[type];
  if (bytes.length !== end) {
    const promise =
      `its header promises [${shape}] ${type} values, ${end} bytes in all, and it has ${bytes.length}`;
    throw cannotRead(
      name,
      bytes.length < end
        ? `It is truncated: ${promise}; fetch it again`
        : `It is too long: ${promise}; is more than one array in it?`,
      { offset: Math.min(bytes.length, end) },
    );
  }
  try {
    const data = decodeElements(bytes.subarray(start), type, littleEndian);
    return { data: fortranOrder ? toRowMajor(data, shape) : data, shape };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw cannotRead(name, `${cause.message}; save it as float64`, { cause });
  }
}

/**
 * Finds header and values, numpy.lib.format: magic, version, header length (2
 * bytes in version 1, else 4), header.
 */
function locate(
  bytes: Uint8Array,
  name: string,
): { header: NpyHeader; start: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
  if (!magic.every((byte, i) => bytes[i] === byte)) {
    const zip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    throw cannotRead(
      name,
      zip
        ? "It is a zip file, so probably npz: read it with readNpz"
        : "It is not an npy file: it does not start with \\x93NUMPY",
      { offset: 0 },
    );
  }
  const version = bytes[6] ?? 0;
  const width = version === 1 ? 2 : 4;
  if (bytes.length < 8 + width) {
    throw cannotRead(
      name,
      "It is truncated within its header; fetch it again",
      {
        offset: bytes.length,
      },
    );
  }
  if (version < 1 || version > 3) {
    throw cannotRead(
      name,
      `It is of npy version ${version}; versions 1 to 3 are read`,
      { offset: 6 },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = width === 2
    ? view.getUint16(8, true)
    : view.getUint32(8, true);
  const start = 8 + width + length;
  if (bytes.length < start) {
    throw cannotRead(
      name,
      "It is truncated within its header; fetch it again",
      {
        offset: bytes.length,
      },
    );
  }
  const encoding = version === 3 ? "utf-8" : "latin1";
  const text = new TextDecoder(encoding).decode(
    bytes.subarray(8 + width, start),
  );
  try {
    return { header: parseNpyHeader(text), start };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw cannotRead(name, cause.message, { offset: 8 + width, cause });
  }
}

/**
 * Reorders values whose first axis varies fastest so that the last one does.
 */
function toRowMajor(
  data: TypedArray,
  shape: readonly number[],
): TypedArray {
  const out = data.slice();
  const strides: number[] = []; // of each axis in `data`
  let stride = 1;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
