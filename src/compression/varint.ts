/**
 * The bytes that an unsigned integer takes as a LEB128 varint.
 *
 * @param value An integer from 0 to 2^31 - 1
 * @returns 1 to 5
 */
export function varintLength(value: number): number {
  return value < 0x80
    ? 1
    : value < 0x4000
    ? 2
    : value < 0x200000
    ? 3
    : value < 0x10000000
    ? 4
    : 5;
}

/**
 * Writes strictly increasing indices as LEB128 varints of their gaps: index - previous - 1, the previous of the first being -1.
 *
 * Written so, no order but the increasing one can be expressed, and no index twice.
 *
 * @param indices Increasing indices, each below 2^31
 * @param bytes Receives the varints
 * @param start Offset of the first byte
 * @returns Offset after the last byte
 */
export function writeGaps(
  indices: Uint32Array,
  bytes: Uint8Array,
  start: number,
): number {
  let at = start, previous = -1;
  for (let j = 0; j < indices.length; j++) {
    const index = indices[j]!;
    let gap = index - previous - 1;
    previous = index;
    while (gap >= 0x80) {
      bytes[at++] = (gap & 0x7f) | 0x80;
      gap >>>= 7;
    }
    bytes[at++] = gap;
  }
  return at;
}

/** The bytes that {@linkcode writeGaps} takes for these indices. */
export function gapsLength(indices: Uint32Array): number {
  let length = 0, previous = -1;
  for (let j = 0; j < indices.length; j++) {
    length += varintLength(indices[j]! - previous - 1);
    previous = indices[j]!;
  }
  return length;
}

/**
 * Reads what {@linkcode writeGaps} wrote, gaps without a fault.
 *
 * @param bytes The payload
 * @param start Offset of the first varint
 * @param count Number of indices
 * @returns The indices, increasing
 */
export function readGaps(
  bytes: Uint8Array,
  start: number,
  count: number,
): Uint32Array {
  const indices = new Uint32Array(count);
  let at = start, index = -1;
  for (let j = 0; j < count; j++) {
    let byte = bytes[at++]!;
    let gap = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      gap |= (byte & 0x7f) << shift;
    }
    indices[j] = index += gap + 1;
  }
  return indices;
}

/**
 * Looks through gaps from anyone; stops at the first fault.
 *
 * @param bytes The payload
 * @param start Offset of the first varint
 * @param count Number of indices there must be
 * @param n All indices must be below this
 * @returns What is wrong, or undefined
 */
export function faultInGaps(
  bytes: Uint8Array,
  start: number,
  count: number,
  n: number,
): string | undefined {
  let at = start, index = -1;
  for (let j = 0; j < count; j++) {
    let gap = 0, factor = 1, byte = 0x80;
    while (byte >= 0x80) {
      if (at === bytes.length) return `it ends within index ${j} of ${count}`;
      byte = bytes[at++]!;
      gap += (byte & 0x7f) * factor;
      factor *= 128;
      if (gap >= n) return `index ${j} is beyond the ${n} values`;
      if (factor > 2 ** 35) return `index ${j} takes more than 5 bytes`;
    }
    if (byte === 0 && factor > 128) {
      return `index ${j} is padded with a zero byte`;
    }
    index += gap + 1;
    if (index >= n) return `index ${j} (${index}) is beyond the ${n} values`;
  }
  const trailing = bytes.length - at;
  return trailing > 0 ? `${trailing} bytes follow the last index` : undefined;
}
