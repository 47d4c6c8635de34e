import type { Layout } from "../../replica/mod.ts";

/** Grid units in 1: values of the model are multiples of 2^-32. */
export const UNITS_IN_ONE = 2 ** 32;

/**
 * What a payload adds to each coordinate, in whole grid units: read from
 * docs/wire-format.md alone, by a path that shares nothing with `compression/`,
 * so that an error there does not excuse itself.
 *
 * @param payload a published payload; an empty one adds nothing
 * @param codec its number on the wire
 * @param out receives n + m integers below 2^51
 * @throws {RangeError} If the codec is unknown, or a value is off the grid
 */
export function decodeExactly(
  payload: Uint8Array,
  codec: number,
  layout: Layout,
  out: Float64Array,
): void {
  out.fill(0);
  if (payload.length === 0) return;
  const view = new DataView(
    payload.buffer,
    payload.byteOffset,
    payload.byteLength,
  );
  const { trainable, state } = layout;
  const end = payload.length - 4 * state;
  if (codec === 1) readFloat32(view, 0, trainable, out, 0);
  else if (codec === 2) readInt8(view, 0, trainable, out);
  else if (codec === 3 || codec === 4 || codec === 7) {
    readTopK(view, end, codec, out);
  } else if (codec === 5) readBFloat16(view, trainable, out);
  else if (codec === 6) readSigns(view, 0, trainable, out);
  else throw new RangeError(`Cannot decode a payload of codec ${codec}`);
  readFloat32(view, end, state, out, trainable);
  for (let i = 0; i < out.length; i++) {
    if (!Number.isSafeInteger(out[i])) {
      throw new RangeError(
        `Coordinate ${i} is ${out[i]! / UNITS_IN_ONE}, no multiple of 2^-32`,
      );
    }
  }
}

function readFloat32(
  view: DataView,
  at: number,
  length: number,
  out: Float64Array,
  to: number,
): void {
  for (let i = 0; i < length; i++) {
    out[to + i] = view.getFloat32(at + 4 * i, true) * UNITS_IN_ONE;
  }
}

function readInt8(
  view: DataView,
  at: number,
  length: number,
  out: Float64Array,
): void {
  const block = 1 << view.getUint8(at);
  const blocks = Math.ceil(length / block);
  for (let i = 0; i < length; i++) {
    const scale = view.getUint8(at + 1 + Math.floor(i / block));
    out[i] = view.getInt8(at + 1 + blocks + i) * 2 ** scale;
  }
}

function readBFloat16(
  view: DataView,
  length: number,
  out: Float64Array,
): void {
  const float = new DataView(new ArrayBuffer(4));
  for (let i = 0; i < length; i++) {
    float.setUint16(2, view.getUint16(2 * i, true), true);
    out[i] = float.getFloat32(0, true) * UNITS_IN_ONE;
  }
}

function readSigns(
  view: DataView,
  at: number,
  length: number,
  out: Float64Array,
): void {
  const block = 1 << view.getUint8(at);
  const blocks = Math.ceil(length / block);
  for (let i = 0; i < length; i++) {
    const scale = view.getUint8(at + 1 + Math.floor(i / block));
    const byte = view.getUint8(at + 1 + blocks + Math.floor(i / 8));
    const isNegative = Math.floor(byte / 2 ** (i % 8)) % 2 === 1;
    if (scale > 0) out[i] = (isNegative ? -1 : 1) * 2 ** (scale - 1);
  }
}

function readTopK(
  view: DataView,
  end: number,
  codec: number,
  out: Float64Array,
): void {
  const k = view.getUint32(0, true);
  const values = new Float64Array(k);
  if (codec === 3) readFloat32(view, 8, k, values, 0);
  else if (codec === 4) readInt8(view, 8, k, values);
  else readSigns(view, 8, k, values);
  let at = 8 * (end - view.getUint32(4, true));
  const bit = () => {
    const byte = view.getUint8(Math.floor(at / 8));
    return Math.floor(byte / 2 ** (at++ % 8)) % 2;
  };
  const number = (bits: number) => {
    let value = 0;
    for (let i = 0; i < bits; i++) value += bit() * 2 ** i;
    return value;
  };
  let parameter = 0, index = -1;
  for (let i = 0; i < k; i++) {
    if (i % 32 === 0) parameter = number(5);
    let gap = 0;
    while (bit() === 1) gap += 2 ** parameter;
    gap += number(parameter);
    index += gap + 1;
    out[index] = values[i]!;
  }
}
