const encoder = new TextEncoder();

/**
 * Writes a protobuf message, field by field; what is written in another order or twice is
 * read as protobuf says.
 *
 * @see {@link https://protobuf.dev/programming-guides/encoding/}
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Message } from "./message.ts";
 *
 * const bytes = new Message().varint(1, 150).text(2, "testing").bytes;
 * assertEquals([...bytes].slice(0, 5), [0x08, 0x96, 0x01, 0x12, 0x07]);
 * ```
 */
export class Message {
  #buffer = new Uint8Array(64);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** What was written so far; stays the message's own. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  /** An integer of 0 to 2^53 - 1. */
  varint(field: number, value: number): this {
    this.#tag(field, 0);
    this.#varint(value);
    return this;
  }

  /** A float64. */
  double(field: number, value: number): this {
    this.#tag(field, 1);
    this.#view.setFloat64(this.#room(8), value, true);
    return this;
  }

  /** A float32. */
  float(field: number, value: number): this {
    this.#tag(field, 5);
    this.#view.setFloat32(this.#room(4), value, true);
    return this;
  }

  /** Text, as UTF-8. */
  text(field: number, value: string): this {
    return this.data(field, encoder.encode(value));
  }

  /** A message within the message. */
  message(field: number, value: Message): this {
    return this.data(field, value.bytes);
  }

  /** Bytes as they are. */
  data(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#varint(value.length);
    const at = this.#room(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  /** Seven bits a byte, the lowest first. */
  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      const at = this.#room(1);
      this.#buffer[at] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    const at = this.#room(1);
    this.#buffer[at] = rest;
  }

  /** Makes room for so many bytes more; where they go. */
  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#buffer.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#buffer);
      this.#buffer = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
