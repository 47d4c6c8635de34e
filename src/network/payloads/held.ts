import { createHash } from "node:crypto";
import type { Payload } from "../../pull/mod.ts";
import { NetworkError } from "../errors.ts";
import { ID, nameOf } from "./frames.ts";
import type { PayloadName } from "./types.ts";

/** A payload that is here, or on its way: its bytes in one piece, to which chunks are added where they belong. */
export class Held {
  /** As neighbours speak of it. */
  readonly payload: Payload;
  /** Its bytes, as far as they are here. */
  readonly bytes: Uint8Array;
  readonly #hashes: Uint8Array;

  /**
   * @param bytes All of it, where it is here
   * @throws {NetworkError} if the name is none, or the bytes are others
   */
  constructor(
    { hash, length, chunkBytes, chunks }: PayloadName,
    bytes?: Uint8Array,
  ) {
    const count = Math.ceil(length / chunkBytes);
    if (
      hash.length !== ID || !(count > 0) || chunks.length !== ID * count ||
      (bytes !== undefined && bytes.length !== length)
    ) {
      throw new NetworkError(
        `Cannot name a payload of ${length} bytes: ${chunks.length} bytes of hashes do not fit chunks of ${chunkBytes}`,
      );
    }
    this.payload = { id: nameOf(hash), length, chunkBytes };
    this.bytes = bytes ?? new Uint8Array(length);
    this.#hashes = chunks;
  }

  /** Where a chunk lies; empty beyond the end. */
  chunk(index: number): Uint8Array {
    const { chunkBytes } = this.payload;
    return this.bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes);
  }

  /** Whether what lies in the place of a chunk is that chunk. */
  isTrue(index: number): boolean {
    const digest = createHash("sha256").update(this.chunk(index)).digest();
    const expected = this.#hashes.subarray(ID * index, ID * (index + 1));
    return digest.equals(expected);
  }
}
