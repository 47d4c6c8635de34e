import type { Message } from "../../pull/mod.ts";
import { NetworkError } from "../errors.ts";
import { decodeMessage, Frame, HEAD, ID, nameOf, tailOf } from "./frames.ts";

/** What a parser hands on. */
export interface ParserHandlers {
  /** A message. */
  onMessage(message: Message): void;
  /**
   * A chunk begins.
   *
   * @returns where its bytes are to go, exactly as many as it has; undefined where they are of no use
   */
  onChunk(
    payload: string,
    index: number,
    length: number,
  ): Uint8Array | undefined;
  /** Part of a chunk has come, and lies where it was to go. */
  onPart(bytes: number): void;
  /** The chunk that began last is complete. */
  onChunkEnd(length: number): void;
  /** The neighbour tells how many bytes of chunks it has read. */
  onRead(total: number): void;
}

/**
 * Takes frames apart as their bytes come. Chunks are copied once: from the buffer in which they came to where their
 * payload is put together.
 */
export class Parser {
  readonly #handlers: ParserHandlers;
  /** Longest chunk to accept, bytes. */
  readonly #limit: number;
  /** The frame up to where it is understood. */
  #front = new Uint8Array(256);
  #filled = 0;
  #needed = 1;
  /** Bytes of the chunk that are still to come. */
  #left = 0;
  #target: Uint8Array | undefined;
  #at = 0;

  constructor(limit: number, handlers: ParserHandlers) {
    this.#limit = limit;
    this.#handlers = handlers;
  }

  /**
   * Takes what has come.
   *
   * @throws {NetworkError} if it is no frame
   */
  push(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#left > 0) {
        const part = Math.min(this.#left, bytes.length - offset);
        this.#put(bytes.subarray(offset, offset + part));
        offset += part;
        continue;
      }
      const part = Math.min(
        this.#needed - this.#filled,
        bytes.length - offset,
      );
      this.#front.set(bytes.subarray(offset, offset + part), this.#filled);
      this.#filled += part;
      offset += part;
      if (this.#filled === this.#needed) this.#understand();
    }
  }

  /** Whether part of a chunk is still to come. */
  get isWithinChunk(): boolean {
    return this.#left > 0;
  }

  /** Puts what is still to come of a chunk nowhere. */
  discard(): void {
    this.#target = undefined;
  }

  #put(part: Uint8Array): void {
    this.#target?.set(part, this.#at);
    this.#at += part.length;
    this.#left -= part.length;
    this.#handlers.onPart(part.length);
    if (this.#left === 0) this.#handlers.onChunkEnd(this.#at);
  }

  /** As much of the frame is here as was needed to know more. */
  #understand(): void {
    const kind = this.#front[0]!;
    const head = HEAD[kind];
    if (head === undefined) throw nonsense(`a frame of kind ${kind}`);
    if (this.#needed < head) return this.#need(head);
    if (kind === Frame.chunk) return this.#begin();
    const tail = tailOf(this.#front.subarray(0, head));
    if (tail === undefined) throw nonsense(`the lengths in frame ${kind}`);
    if (this.#needed < head + tail) return this.#need(head + tail);
    const frame = this.#front.subarray(0, this.#needed);
    this.#restart();
    if (kind === Frame.read) {
      this.#handlers.onRead(viewOf(frame).getFloat64(1, true));
    } else this.#handlers.onMessage(decodeMessage(frame));
  }

  #begin(): void {
    const view = viewOf(this.#front);
    const payload = nameOf(this.#front.subarray(1, 1 + ID));
    const index = view.getUint32(1 + ID, true);
    const length = view.getUint32(5 + ID, true);
    if (length === 0 || length > this.#limit) {
      throw nonsense(`a chunk of ${length} bytes`);
    }
    this.#restart();
    this.#left = length;
    this.#at = 0;
    this.#target = this.#handlers.onChunk(payload, index, length);
  }

  #need(bytes: number): void {
    this.#needed = bytes;
    if (bytes <= this.#front.length) return;
    const front = new Uint8Array(bytes);
    front.set(this.#front.subarray(0, this.#filled));
    this.#front = front;
  }

  #restart(): void {
    this.#filled = 0;
    this.#needed = 1;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function nonsense(what: string): NetworkError {
  return new NetworkError(`Cannot read what a neighbour says: ${what}`);
}
