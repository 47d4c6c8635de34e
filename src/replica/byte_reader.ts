import { WireError } from "./errors.ts";
import { feedIdFrom } from "./feed_bytes.ts";

const U32 = 2 ** 32;

/** Up to so many bytes a loop is faster than a view to copy from. */
const SHORT = 64;

/** Reads little-endian fields; everything that runs over the end is a WireError. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Offset of the next byte. */
  offset = 0;

  /** Reads from the start of `bytes`, which it does not copy. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.offset;
  }

  #take(size: number): number {
    if (size > this.left) {
      throw new WireError(
        `Cannot read ${size} bytes at ${this.offset}: only ${this.left} are left`,
      );
    }
    const at = this.offset;
    this.offset += size;
    return at;
  }

  /** One byte. */
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** Two bytes. */
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  /** Four bytes. */
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Four bytes, signed. */
  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Eight bytes that hold a safe integer. */
  u64(): number {
    const at = this.#take(8);
    const high = this.#view.getUint32(at + 4, true);
    if (high >= 2 ** 21) {
      throw new WireError(`Cannot read the integer at ${at}: it is above 2^53`);
    }
    return high * U32 + this.#view.getUint32(at, true);
  }

  /** Eight bytes as a bigint. */
  big64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** An IEEE 754 double. */
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A copy of the next `length` bytes. */
  raw(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length);
    // Not slice(): over a Node Buffer that shares a pool, so the copy would be misaligned.
    const copy = new Uint8Array(length);
    if (length > SHORT) copy.set(this.#bytes.subarray(at, at + length));
    else for (let i = 0; i < length; i++) copy[i] = this.#bytes[at + i]!;
    return copy;
  }

  /** Passes over the next `length` bytes. */
  skip(length: number): void {
    this.#take(length);
  }

  /** A feed's name. */
  feed(): string {
    const at = this.#take(16);
    return feedIdFrom(this.#bytes.subarray(at, at + 16));
  }

  /** UTF-8 text of `length` bytes. */
  text(length: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
        this.raw(length),
      );
    } catch (error) {
      if (error instanceof WireError) throw error;
      throw new WireError(`Cannot read text before ${this.offset}: not UTF-8`);
    }
  }

  /** Throws a WireError unless everything was read. */
  end(): void {
    if (this.left > 0) {
      throw new WireError(`Cannot read frame: ${this.left} bytes too many`);
    }
  }
}
