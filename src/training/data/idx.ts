import { decodeElements, ELEMENT_SIZE, type ElementType } from "./elements.ts";
import { cannotRead } from "./errors.ts";
import { type NdArray, sizeOf } from "./nd_array.ts";
import { readBytes, type Source } from "./source.ts";

const TYPES: Readonly<Record<number, ElementType>> = {
  0x08: "uint8",
  0x09: "int8",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

/**
 * Reads an IDX file, the format of MNIST and its kin: `0 0 type rank`, one
 * big-endian uint32 for each axis, then big-endian values
 * (http://yann.lecun.com/exdb/mnist).
 *
 * @throws {DataError} where it is not IDX, truncated, or longer than its header
 * says.
 *
 * @example
 * ```ts ignore
 * const { data, shape } = await readIdx("t10k-images-idx3-ubyte.gz");
 * // data: Uint8Array of 7,840,000, shape: [10000, 28, 28]
 * ```
 */
export async function readIdx(source: Source): Promise<NdArray> {
  const { bytes, name } = await readBytes(source);
  if (bytes.length < 4) {
    throw cannotRead(
      name,
      "It is truncated: an IDX header has at least 4 bytes",
      {
        offset: bytes.length,
      },
    );
  }
  const type = TYPES[bytes[2]!];
  const rank = bytes[3]!;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || rank === 0) {
    const magic = [...bytes.subarray(0, 4)].map((byte) =>
      byte.toString(16).padStart(2, "0")
    ).join(" ");
    throw cannotRead(
      name,
      `It is not an IDX file: it starts with ${magic} where IDX has 00 00, a type of 08, 09 or 0b to 0e, and the number of axes`,
      { offset: 0 },
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) {
    throw cannotRead(
      name,
      `It is truncated: the header of ${rank} axes takes ${start} bytes and the file has ${bytes.length}; fetch it again`,
      { offset: bytes.length },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from(
    { length: rank },
    (_, i) => view.getUint32(4 + 4 * i),
  );
  const wanted = start + sizeOf(shape) * ELEMENT_SIZE[type];
  if (bytes.length !== wanted) {
    const promise = `its header promises ${
      shape.join(" x ")
    } ${type} values, ${wanted} bytes in all, and it has ${bytes.length}`;
    throw cannotRead(
      name,
      bytes.length < wanted
        ? `It is truncated: ${promise}; fetch it again`
        : `It is too long: ${promise}; is something appended to it?`,
      { offset: Math.min(bytes.length, wanted) },
    );
  }
  return { data: decodeElements(bytes.subarray(start), type, false), shape };
}
