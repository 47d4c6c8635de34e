import { crc32c } from "./crc32c.ts";

/** Bytes around the data of a record. */
const FRAME_BYTES = 16;

/**
 * A record of a TFRecord file: the data's length in 8 bytes, the check sum of those, the
 * data, its check sum; all little-endian.
 *
 * @see {@link https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details}
 */
export function tfRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(data.length + FRAME_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return record;
}

/** A check sum that may itself be summed up: turned by 15 bits, and a constant added. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
