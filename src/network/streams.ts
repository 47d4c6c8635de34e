import type { Stream } from "@libp2p/interface";
import { NetworkError } from "./errors.ts";

/** Frames shorter than this are joined with their length, to save a packet. */
const JOIN_BELOW = 4096;

/** Bytes in front of each frame: its length, big-endian. */
const LENGTH_BYTES = 4;

/**
 * Puts the length, 32 bits big-endian, in front of each frame. Nothing is
 * taken from the source before the stream asks for it.
 *
 * @param frames Frames, unchanged after they were yielded.
 */
export async function* encodeFrames(
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) {
    const joined = frame.byteLength < JOIN_BELOW;
    const head = new Uint8Array(LENGTH_BYTES + (joined ? frame.byteLength : 0));
    new DataView(head.buffer).setUint32(0, frame.byteLength);
    if (joined) head.set(frame, LENGTH_BYTES);
    yield head;
    if (!joined) yield frame;
  }
}

/** Takes length-prefixed frames from a stream. */
export class FrameReader {
  readonly #chunks: AsyncIterator<{ subarray(): Uint8Array }>;
  #rest = new Uint8Array(0);

  /** @param stream Read from here on by this reader alone. */
  constructor(stream: Pick<Stream, "source">) {
    this.#chunks = stream.source[Symbol.asyncIterator]();
  }

  /**
   * The next frame, in memory of its own, or `undefined` at the end of the stream.
   *
   * @param limit The longest frame to accept, in bytes.
   * @throws {NetworkError} If the frame is longer, or the stream ends within it.
   */
  async read(limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const head = new Uint8Array(LENGTH_BYTES);
    const got = await this.#fill(head);
    if (got === 0) return undefined;
    if (got < LENGTH_BYTES) throw truncated();
    const length = new DataView(head.buffer).getUint32(0);
    if (length > limit) {
      throw new NetworkError(
        `Cannot read a frame of ${length} bytes: at most ${limit} are allowed`,
      );
    }
    const frame = new Uint8Array(length);
    if (await this.#fill(frame) < length) throw truncated();
    return frame;
  }

  /** Fills `target` as far as the stream goes, and returns how far. */
  async #fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.byteLength) {
      if (this.#rest.byteLength === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) break;
        this.#rest = value.subarray() as Uint8Array<ArrayBuffer>;
        continue;
      }
      const part = this.#rest.subarray(0, target.byteLength - filled);
      target.set(part, filled);
      filled += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
    }
    return filled;
  }
}

function truncated(): NetworkError {
  return new NetworkError("Cannot read a frame: the stream ended within it");
}

/** A queue of frames that a stream drains; for the side that speaks when it likes. */
export class FrameQueue {
  #waiting: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  /** Adds a frame to be sent; ignored after `end`. */
  push(frame: Uint8Array): void {
    if (this.#ended) return;
    this.#waiting.push(frame);
    this.#wake?.();
  }

  /** Lets the stream end once everything was sent. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The frames in order, until `end`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (true) {
      const frames = this.#waiting;
      this.#waiting = [];
      yield* frames;
      if (this.#waiting.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake = resolve);
      this.#wake = undefined;
    }
  }
}
