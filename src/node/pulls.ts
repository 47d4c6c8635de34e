import type { Network, PayloadName } from "../network/mod.ts";
import {
  type Announcement,
  type FeedId,
  PAYLOAD_CHUNK,
  type Update,
  updateOf,
} from "../replica/mod.ts";

/** How the network names the payload of an announcement. */
export function nameOf({ header, chunks }: Announcement): PayloadName {
  const { payloadHash: hash, payloadLength: length } = header;
  return { hash, length, chunkBytes: PAYLOAD_CHUNK, chunks };
}

/** What comes of pulls. */
export interface PullsHandlers {
  /** The payload is here: this is the update. */
  onUpdate(update: Update): void;
  /** It does not come this way. */
  onFailed(announcement: Announcement): void;
}

/** The payloads that a peer has asked for, each of which becomes an update when it is here. */
export class Pulls {
  readonly #network: Network;
  readonly #handlers: PullsHandlers;
  readonly #all = new Map<string, AbortController>();

  /** Pulls nothing yet. */
  constructor(network: Network, handlers: PullsHandlers) {
    this.#network = network;
    this.#handlers = handlers;
  }

  /** Pulls the payload of an announcement; fails with what is no failure of the network. */
  async begin(announcement: Announcement): Promise<void> {
    const { feed, header } = announcement;
    const key = keyOf(feed, header.seq);
    const given = new AbortController();
    this.#all.get(key)?.abort();
    this.#all.set(key, given);
    const { signal } = given;
    try {
      const name = nameOf(announcement);
      const holder = this.#network.peerOf(header.publicKey);
      const payload = await this.#network.pull(name, { signal, holder });
      if (signal.aborted) return;
      // Every chunk was held against its hash as it came.
      const update = updateOf(announcement, payload, { isVerified: true });
      this.#handlers.onUpdate(update);
    } catch (error) {
      if ((error as Error).name !== "NetworkError") throw error;
      if (!signal.aborted) this.#handlers.onFailed(announcement);
    } finally {
      if (this.#all.get(key) === given) this.#all.delete(key);
    }
  }

  /** A payload is not wanted any more. */
  stop(feed: FeedId, seq: number): void {
    this.#all.get(keyOf(feed, seq))?.abort();
  }

  /** Gives all up. */
  close(): void {
    for (const given of this.#all.values()) given.abort();
  }
}

function keyOf(feed: FeedId, seq: number): string {
  return `${feed} ${seq}`;
}
