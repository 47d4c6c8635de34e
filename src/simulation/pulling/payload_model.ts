import { INLINE, PAYLOAD_CHUNK, type Update } from "../../replica/mod.ts";
import type { NetworkModel } from "../network_model.ts";

/** Bytes of an announcement before the header, and of each chunk's hash. */
const FRONT = 2, HASH = 32;

/** What a payload counts for on the wire of a virtual swarm. */
export class PayloadModel {
  /** Bytes that are pulled together. */
  readonly chunkBytes: number;
  readonly #above: number;
  readonly #given: number | undefined;

  /** As the model of the network says, or else as in `network/`. */
  constructor(
    { announceAbove = INLINE, chunkBytes = PAYLOAD_CHUNK, payloadBytes }:
      NetworkModel = {},
  ) {
    this.chunkBytes = chunkBytes;
    this.#above = announceAbove;
    this.#given = payloadBytes;
  }

  /** Bytes of a payload; an empty one stays empty. */
  bytesOf({ header }: Pick<Update, "header">): number {
    return header.payloadLength === 0 ? 0 : this.#given ?? header.payloadLength;
  }

  /** Bytes of an update that travels in one. */
  frameBytes(update: Update, frame: number): number {
    return frame - update.payload.length + this.bytesOf(update);
  }

  /** Whether a payload is announced. */
  announces(update: Update): boolean {
    return this.bytesOf(update) > this.#above;
  }

  /** Bytes of an announcement. */
  announcementBytes(update: Update): number {
    const chunks = Math.ceil(this.bytesOf(update) / PAYLOAD_CHUNK);
    return FRONT + update.headerBytes.length + HASH * chunks;
  }

  /** How many chunks a payload is pulled in. */
  chunksOf(update: Pick<Update, "header">): number {
    return Math.ceil(this.bytesOf(update) / this.chunkBytes);
  }

  /** Bytes of a chunk. */
  chunkLength(update: Pick<Update, "header">, index: number): number {
    const rest = this.bytesOf(update) - index * this.chunkBytes;
    return Math.max(0, Math.min(this.chunkBytes, rest));
  }
}
