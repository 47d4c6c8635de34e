import { createHash } from "node:crypto";
import { toHex } from "../replica/mod.ts";

const CAPACITY = 2 ** 16;

/** SHA-256 of a stream of fields, little-endian: gathered, since a hash call for each would cost more than the hash. */
export class HashSink {
  readonly #hash = createHash("sha256");
  readonly #bytes = new Uint8Array(CAPACITY);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #encoder = new TextEncoder();
  #at = 0;

  /** One byte. */
  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
    return this;
  }

  /** Four bytes. */
  u32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  /** An IEEE 754 double. */
  f64(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
    return this;
  }

  /** A few bytes of an array, from `start` on, without their number. */
  part(bytes: Uint8Array, start: number, length: number): this {
    this.#reserve(length);
    for (let i = 0; i < length; i++) {
      this.#bytes[this.#at + i] = bytes[start + i]!;
    }
    this.#at += length;
    return this;
  }

  /** Any number of bytes, after their number. */
  bytes(bytes: Uint8Array): this {
    this.u32(bytes.length);
    this.#flush();
    this.#hash.update(bytes);
    return this;
  }

  /** UTF-8, after its length in bytes. */
  text(text: string): this {
    return this.bytes(this.#encoder.encode(text));
  }

  /** Lower-case hexadecimal of all so far; more may follow. */
  digest(): string {
    this.#flush();
    return toHex(this.#hash.copy().digest());
  }

  #reserve(length: number): void {
    if (this.#at + length > CAPACITY) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }
}
