/** A payload as whoever announces it names it: chunks are verified one by one against its hashes. */
export interface PayloadName {
  /** SHA-256 of `chunks`, 32 bytes. */
  readonly hash: Uint8Array;
  /** Bytes of the payload, at least 1. */
  readonly length: number;
  /** Bytes of each of its chunks but the last. */
  readonly chunkBytes: number;
  /** SHA-256 of each chunk, one after the other. */
  readonly chunks: Uint8Array;
}

/** What payloads have cost so far. */
export interface PayloadFigures {
  /** Bytes of chunks that were sent to neighbours. */
  payloadBytesSent: number;
  /** Bytes of chunks that came, those that were of no use included. */
  payloadBytesReceived: number;
  /** Bytes of chunks that came and were of no use: here already, or false. */
  payloadBytesDuplicate: number;
  /**
   * Bytes a second that this machine sends while it has more to send, to all neighbours together; undefined until enough
   * was sent to know.
   */
  uplinkBytesPerSecond: number | undefined;
}
