/** What an overlay has carried so far. */
export class Traffic {
  /** Messages broadcast. */
  messages = 0;
  /** Peers that broadcasts reached. */
  deliveries = 0;
  /** Copies that came to a peer that had the message: bytes without use. */
  duplicates = 0;
  /** Copies lost on the way. */
  lost = 0;
  /** Copies that peers passed on for others. */
  relayed = 0;
  /** Bytes sent over direct streams. */
  streamBytes = 0;
  /** Bytes sent, all peers together. */
  bytes = 0;
  #sent = new Float64Array(0);

  /** Makes room for peers below `size`. */
  grow(size: number): void {
    if (size <= this.#sent.length) return;
    const sent = new Float64Array(Math.max(64, size, 2 * this.#sent.length));
    sent.set(this.#sent);
    this.#sent = sent;
  }

  /** Bytes that a peer has sent, relayed copies included. */
  sentBytes(peer: number): number {
    return this.#sent[peer] ?? 0;
  }

  /** Counts bytes that a peer sends. */
  send(peer: number, bytes: number): void {
    this.#sent[peer]! += bytes;
    this.bytes += bytes;
  }
}
