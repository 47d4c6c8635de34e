/** Messages held for one peer. */
const MESSAGES = 256;

interface Held {
  /** The message's id. */
  id: string;
  /** Its content. */
  data: Uint8Array;
}

/** Holds what a peer publishes before its hello was read, within bounds. */
export class Holding {
  readonly #limit: number;
  readonly #held = new Map<string, Held[]>();
  #bytes = 0;

  /** @param limit Bytes to hold for all peers together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Holds a message, or returns `false` if there is no room. */
  hold(peer: string, id: string, data: Uint8Array): boolean {
    const held = this.#held.get(peer) ?? [];
    if (held.length >= MESSAGES || this.#bytes + data.length > this.#limit) {
      return false;
    }
    held.push({ id, data });
    this.#held.set(peer, held);
    this.#bytes += data.length;
    return true;
  }

  /** Takes out what was held for a peer, in order. */
  release(peer: string): Held[] {
    const held = this.#held.get(peer) ?? [];
    this.forget(peer);
    return held;
  }

  /** Drops what was held for a peer. */
  forget(peer: string): void {
    for (const { data } of this.#held.get(peer) ?? []) {
      this.#bytes -= data.length;
    }
    this.#held.delete(peer);
  }
}
