import { feedIdBytes } from "./feed_bytes.ts";

const U32 = 2 ** 32;

/** Writes little-endian fields into a buffer that grows. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  /** `capacity` is a guess of the final length. */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #take(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(
        Math.max(this.#length, 2 * this.#bytes.length),
      );
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  /** One byte. */
  u8(value: number): this {
    checkInteger(value, 0xff);
    const at = this.#take(1);
    this.#view.setUint8(at, value);
    return this;
  }

  /** Two bytes. */
  u16(value: number): this {
    checkInteger(value, 0xffff);
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  /** Four bytes. */
  u32(value: number): this {
    checkInteger(value, U32 - 1);
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** Four bytes, signed. */
  i32(value: number): this {
    checkInteger(value < 0 ? -1 - value : value, 2 ** 31 - 1);
    const at = this.#take(4);
    this.#view.setInt32(at, value, true);
    return this;
  }

  /** Eight bytes for a non-negative safe integer. */
  u64(value: number): this {
    checkInteger(value, Number.MAX_SAFE_INTEGER);
    const at = this.#take(8);
    this.#view.setUint32(at, value % U32, true);
    this.#view.setUint32(at + 4, Math.floor(value / U32), true);
    return this;
  }

  /** Eight bytes, modulo 2^64. */
  big64(value: bigint): this {
    const at = this.#take(8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  /** An IEEE 754 double. */
  f64(value: number): this {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }

  /** Bytes as they are; `length` guards fields of fixed size. */
  raw(bytes: Uint8Array, length = bytes.length): this {
    if (bytes.length !== length) {
      throw new RangeError(
        `Cannot write a field of ${length} bytes: got ${bytes.length}`,
      );
    }
    const at = this.#take(length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** A feed's name as 16 bytes. */
  feed(id: string): this {
    return this.raw(feedIdBytes(id), 16);
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

function checkInteger(value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(
      `Cannot write ${value}: not an integer from 0 to ${max}`,
    );
  }
}
