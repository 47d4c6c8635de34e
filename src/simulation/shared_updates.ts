import { equalBytes, type FeedId, type Update } from "../replica/mod.ts";

/** Bytes of updates that are kept to be shared. */
const LIMIT = 2 ** 26;

/** What an update's objects take beside its bytes, about: of a small model it is most. */
const OVERHEAD = 2 ** 11;

/**
 * The newest updates that were broadcast: who takes one from an answer to a
 * catch-up shares the object with everybody else, as with gossip. A thousand peers
 * with copies of their own would not fit into memory.
 */
export class SharedUpdates {
  readonly #updates = new Map<string, Update>();
  #bytes = 0;

  /** Keeps an update that is broadcast. */
  add(update: Update): void {
    const { feed, header } = update;
    this.#updates.set(nameOf(feed, header.seq), update);
    this.#bytes += bytesOf(update);
    for (const [name, oldest] of this.#updates) {
      if (this.#bytes <= LIMIT) break;
      this.#updates.delete(name);
      this.#bytes -= bytesOf(oldest);
    }
  }

  /** The same update as an object that others have, where it is still kept; else itself. */
  share(update: Update): Update {
    const { feed, header, hash, payload } = update;
    const shared = this.#updates.get(nameOf(feed, header.seq));
    const isSame = shared !== undefined && equalBytes(shared.hash, hash) &&
      equalBytes(shared.payload, payload);
    return isSame ? shared : update;
  }
}

function nameOf(feed: FeedId, seq: number): string {
  return `${feed} ${seq}`;
}

function bytesOf({ headerBytes, payload }: Update): number {
  return headerBytes.length + payload.length + OVERHEAD;
}
