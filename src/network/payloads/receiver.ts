import type { Exchange, Message } from "../../pull/mod.ts";
import type { Held } from "./held.ts";
import { Parser } from "./parser.ts";

/** Longest chunk to accept, bytes. */
const LONGEST_CHUNK = 1 << 20;

/** What receivers share. */
export interface ReceiverParts {
  readonly exchange: Exchange;
  /** Payloads by name. */
  readonly held: ReadonlyMap<string, Held>;
  /** All receivers. */
  others(): Iterable<Receiver>;
  /** Bytes of a chunk have come; of no use where they are `isLost`. */
  onBytes(bytes: number, isLost: boolean): void;
  /** The neighbour has read so many bytes of chunks. */
  onRead(total: number): void;
}

/** Takes in what one neighbour sends: puts chunks where they belong, and holds them against their hashes. */
export class Receiver {
  /** Bytes of chunks that were read. */
  read = 0;
  readonly #peer: string;
  readonly #parts: ReceiverParts;
  readonly #parser: Parser;
  /** The chunk that is coming to its place. */
  #coming: { held: Held; index: number } | undefined;

  /** @param peer the neighbour */
  constructor(peer: string, parts: ReceiverParts) {
    this.#peer = peer;
    this.#parts = parts;
    this.#parser = new Parser(LONGEST_CHUNK, {
      onMessage: (message: Message) =>
        parts.exchange.hear(peer, message, performance.now()),
      onChunk: (payload, index, length) => this.#begin(payload, index, length),
      onPart: (bytes) => {
        this.read += bytes;
        parts.exchange.moved(peer, performance.now());
      },
      onChunkEnd: (length) => this.#end(length),
      onRead: parts.onRead,
    });
  }

  /**
   * Takes bytes of the neighbour's stream.
   *
   * @throws {NetworkError} if they are no frame
   */
  take(bytes: Uint8Array): void {
    this.#parser.push(bytes);
  }

  /** Whether no chunk is on its way in the middle. */
  get isBetween(): boolean {
    return !this.#parser.isWithinChunk;
  }

  /** Of two that send the same chunk only one writes it. */
  leave(held: Held, index: number): void {
    const coming = this.#coming;
    if (coming?.held !== held || coming.index !== index) return;
    this.#coming = undefined;
    this.#parser.discard();
  }

  #begin(
    payload: string,
    index: number,
    length: number,
  ): Uint8Array | undefined {
    const { exchange, held, others } = this.#parts;
    const one = held.get(payload);
    if (one === undefined || !exchange.isWanted(this.#peer, payload, index)) {
      return undefined;
    }
    const place = one.chunk(index);
    if (place.length !== length) {
      exchange.arrived(this.#peer, payload, index, false, performance.now());
      return undefined;
    }
    for (const other of others()) if (other !== this) other.leave(one, index);
    this.#coming = { held: one, index };
    return place;
  }

  #end(length: number): void {
    const { exchange, onBytes } = this.#parts;
    const coming = this.#coming;
    this.#coming = undefined;
    if (coming === undefined) return onBytes(length, true);
    const { held, index } = coming;
    const isTrue = held.isTrue(index);
    const now = performance.now();
    const { id } = held.payload;
    const isNew = exchange.arrived(this.#peer, id, index, isTrue, now);
    onBytes(length, !isNew);
  }
}
