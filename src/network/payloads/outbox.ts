import { Uint8ArrayList } from "uint8arraylist";
import { chunkHead, readFrame } from "./frames.ts";

/** Bytes of chunks that are handed to a stream at a time: enough to fill its frames, so that what is urgent waits little. */
const AT_ONCE = 1 << 18;

/** Bytes of messages that may wait for one neighbour: whoever reads so slowly is lost. */
const MOST_WAITING = 1 << 20;

/** A chunk to send. Its bytes stay where they are until the stream takes them. */
export interface OutgoingChunk {
  readonly payload: string;
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** What waits to be sent to one neighbour: messages first, then chunks in the order in which they were asked for. */
export class Outbox {
  /** Bytes of chunks that went on their way. */
  sent = 0;
  #messages: Uint8Array[] = [];
  #messageBytes = 0;
  #chunks: OutgoingChunk[] = [];
  #read: number | undefined;
  #wake: (() => void) | undefined;
  #isClosed = false;
  readonly #onSent: (chunks: number, bytes: number) => void;

  /** @param onSent Called when chunks went on their way. */
  constructor(onSent: (chunks: number, bytes: number) => void) {
    this.#onSent = onSent;
  }

  /** Adds a message; returns whether the neighbour still follows. */
  say(frame: Uint8Array): boolean {
    if (this.#isClosed) return true;
    this.#messages.push(frame);
    this.#messageBytes += frame.length;
    this.#wake?.();
    return this.#messageBytes <= MOST_WAITING;
  }

  /** Tells, with what is sent next, how much was read. */
  tellRead(total: number): void {
    this.#read = total;
    this.#wake?.();
  }

  /** Adds a chunk. */
  put(chunk: OutgoingChunk): void {
    if (this.#isClosed) return;
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** Takes chunks back that are not on their way; returns how many. */
  take(payload: string, indices?: readonly number[]): number {
    const before = this.#chunks.length;
    const gone = new Set(indices);
    this.#chunks = this.#chunks.filter((chunk) =>
      chunk.payload !== payload ||
      (indices !== undefined && !gone.has(chunk.index))
    );
    return before - this.#chunks.length;
  }

  /** Lets the stream end. */
  close(): void {
    this.#isClosed = true;
    this.#messages = [];
    this.#chunks = [];
    this.#wake?.();
  }

  /** What the stream is to send; nothing is taken from here before it asks. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8ArrayList> {
    while (!this.#isClosed) {
      const next = this.#next();
      if (next.byteLength > 0) {
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
      this.#wake = undefined;
    }
  }

  #next(): Uint8ArrayList {
    const list = new Uint8ArrayList();
    if (this.#read !== undefined) list.append(readFrame(this.#read));
    this.#read = undefined;
    for (const frame of this.#messages) list.append(frame);
    this.#messages = [];
    this.#messageBytes = 0;
    let taken = 0, bytes = 0;
    while (taken < this.#chunks.length && bytes < AT_ONCE) {
      const chunk = this.#chunks[taken++]!;
      list.append(chunkHead(chunk.payload, chunk.index, chunk.bytes.length));
      list.append(chunk.bytes);
      bytes += chunk.bytes.length;
    }
    if (taken === 0) return list;
    this.#chunks.splice(0, taken);
    this.sent += bytes;
    this.#onSent(taken, bytes);
    return list;
  }
}
