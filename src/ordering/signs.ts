/** Some of a peer's signs, in the order of its pairs. */
export interface SignRun {
  /** The epoch of the pairs. */
  epoch: number;
  /** The pair that the first sign is of. */
  first: number;
  /** One for each pair from there on, at least one. */
  signs: readonly (1 | -1)[];
}

/** More than any epoch or pair: 2^31. */
const LIMIT = 2 ** 31;

/**
 * Signs as bytes for a header: the epoch and the first pair as LEB128 varints,
 * then a bit a sign, lowest first, 1 for +1, then a 1 that marks the end, then
 * zeros up to the byte.
 *
 * @example
 * ```ts
 * import { decodeSigns, encodeSigns } from "./signs.ts";
 *
 * const bytes = encodeSigns({ epoch: 3, first: 200, signs: [1, -1, -1] });
 * bytes; // 3, 200 in two bytes, 0b1001
 * decodeSigns(bytes)?.signs; // [1, -1, -1]
 * ```
 */
export function encodeSigns({ epoch, first, signs }: SignRun): Uint8Array {
  const bytes: number[] = [];
  for (let value of [epoch, first]) {
    for (; value >= 0x80; value = Math.floor(value / 128)) {
      bytes.push(0x80 | (value % 128));
    }
    bytes.push(value);
  }
  for (let i = 0; i <= signs.length; i++) {
    if (i % 8 === 0) bytes.push(0);
    const bit = i === signs.length || signs[i]! > 0 ? 1 : 0;
    bytes[bytes.length - 1]! |= bit << (i % 8);
  }
  return Uint8Array.from(bytes);
}

/**
 * Reads signs from anyone; undefined where there are none, or the bytes are
 * malformed. No bytes at all are how a header says that nothing was decided.
 */
export function decodeSigns(bytes: Uint8Array): SignRun | undefined {
  const [epoch, afterEpoch] = readVarint(bytes, 0);
  const [first, start] = readVarint(bytes, afterEpoch);
  const last = bytes.at(-1);
  if (!(start < bytes.length) || last === undefined || last === 0) {
    return undefined;
  }
  const count = 8 * (bytes.length - start - 1) + 31 - Math.clz32(last);
  if (count === 0 || !(first + count < LIMIT)) return undefined;
  const signs = Array.from(
    { length: count },
    (_, i) => (bytes[start + (i >> 3)]! >> (i % 8)) & 1 ? 1 : -1,
  );
  return { epoch, first, signs };
}

/** A varint and the offset behind it; NaN where there is none. */
function readVarint(bytes: Uint8Array, start: number): [number, number] {
  let value = 0, factor = 1;
  for (let at = start; at < bytes.length && factor < LIMIT * 16; at++) {
    value += (bytes[at]! & 0x7f) * factor;
    if (bytes[at]! < 0x80) return value < LIMIT ? [value, at + 1] : [NaN, NaN];
    factor *= 128;
  }
  return [NaN, NaN];
}
