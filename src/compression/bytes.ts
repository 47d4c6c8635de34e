// Every platform that Deno ships for is little-endian; the other branch keeps the wire format right elsewhere.
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Little-endian float32 values in a payload, as a typed array: a view where the bytes are aligned, else a copy.
 *
 * A payload is usually a part of a larger message, so it starts at any offset.
 *
 * @param payload The bytes
 * @param start Byte offset of the first value in the payload
 * @param count Number of values
 * @returns The values; not to be written to
 */
export function readFloat32(
  payload: Uint8Array,
  start: number,
  count: number,
): Float32Array {
  const offset = payload.byteOffset + start;
  if (LITTLE_ENDIAN && offset % 4 === 0) {
    return new Float32Array(payload.buffer, offset, count);
  }
  const copy = new Uint8Array(count * 4);
  copy.set(payload.subarray(start, start + count * 4));
  if (!LITTLE_ENDIAN) swap32(copy);
  return new Float32Array(copy.buffer);
}

/**
 * Little-endian uint16 values in a payload: a view where the bytes are aligned, else a copy.
 *
 * @param payload The bytes
 * @param start Byte offset of the first value in the payload
 * @param count Number of values
 * @returns The values; not to be written to
 */
export function readUint16(
  payload: Uint8Array,
  start: number,
  count: number,
): Uint16Array {
  const offset = payload.byteOffset + start;
  if (LITTLE_ENDIAN && offset % 2 === 0) {
    return new Uint16Array(payload.buffer, offset, count);
  }
  const copy = new Uint16Array(count);
  for (let i = 0, at = start; i < count; i++, at += 2) {
    copy[i] = payload[at]! | (payload[at + 1]! << 8);
  }
  return copy;
}

function swap32(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
}

/**
 * The int8 values in a payload, as a view.
 *
 * @param payload The bytes
 * @param start Offset of the first value
 * @param count Number of values
 * @returns The values; not to be written to
 */
export function readInt8(
  payload: Uint8Array,
  start: number,
  count: number,
): Int8Array {
  return new Int8Array(payload.buffer, payload.byteOffset + start, count);
}
