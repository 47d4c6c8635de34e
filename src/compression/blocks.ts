import { CodecError } from "./errors.ts";

/** Smallest and largest binary logarithm of a block of values that share a scale. */
export const LOG_MIN = 4, LOG_MAX = 15;

/**
 * The binary logarithm of a block length.
 *
 * @param kind The codec's name, for the message
 * @param block Values that share a scale
 * @returns 4 to 15
 * @throws {CodecError} If the block is no power of two from 16 to 32768
 */
export function logOfBlock(kind: string, block: number): number {
  const log = Math.round(Math.log2(block));
  if (log >= LOG_MIN && log <= LOG_MAX && 2 ** log === block) return log;
  throw new CodecError(
    `Cannot create codec ${kind}: block is ${block}, it must be a power of two from 16 to 32768`,
  );
}

/**
 * Reads the first byte of a payload in blocks and checks the payload's length.
 *
 * @param kind The codec's name, for the message
 * @param payload Bytes from anyone
 * @param n Length of the vector
 * @param bytes What the values take behind the log and the scales
 * @returns Values that share a scale
 * @throws {CodecError} If the logarithm is out of range or the length is not what follows from it
 */
export function checkBlocks(
  kind: string,
  payload: Uint8Array,
  n: number,
  bytes: number,
): number {
  const log = payload[0] ?? 0;
  if (log < LOG_MIN || log > LOG_MAX) {
    throw new CodecError(
      `Cannot read payload of codec ${kind}: the block logarithm is ${
        payload[0]
      }, it must be ${LOG_MIN} to ${LOG_MAX}`,
    );
  }
  const block = 2 ** log, length = 1 + Math.ceil(n / block) + bytes;
  if (payload.length !== length) {
    throw new CodecError(
      `Cannot read payload of codec ${kind}: it has ${payload.length} bytes, ` +
        `${n} values in blocks of ${block} take ${length}`,
    );
  }
  return block;
}
