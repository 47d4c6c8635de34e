import {
  createNetwork,
  type JsonObject,
  type Network,
} from "../../../src/network/mod.ts";
import { encodeRequest } from "../../../src/peer/serve.ts";
import {
  decodeFrame,
  type FeedId,
  type Held,
  type Manifest,
  manifestHash,
  toHex,
  type Update,
} from "../../../src/replica/mod.ts";

/** How often it looks whether gossip has left something out, ms. */
const LOOK = 300;

/**
 * Hears all that a swarm publishes and says nothing, so that nobody counts it as
 * a member.
 */
export class Listener implements AsyncDisposable {
  /** Bytes of all updates and statuses, each counted once. */
  bytes = 0;
  /** Of those, bytes of signs. */
  signBytes = 0;
  readonly #feeds = new Map<FeedId, Map<number, Update>>();
  #network: Network | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #asking = false;

  /** Joins a swarm on the loopback interface. */
  static async join(swarm: string, manifest: Manifest): Promise<Listener> {
    const listener = new Listener();
    const nothing = () => {};
    listener.#network = await createNetwork({
      seed: crypto.getRandomValues(new Uint8Array(32)),
      swarm,
      manifest: manifest as JsonObject,
      manifestHash: toHex(manifestHash(manifest)),
      details: { name: "listener" },
      listen: ["127.0.0.1:0"],
      interfaces: ["127.0.0.1"],
      handlers: {
        onMessage: (bytes) => listener.#hear(bytes),
        onConnect: nothing,
        onDisconnect: nothing,
        onRefused: (_peer, reason) => console.error(`Refused: ${reason}`),
        onNotice: (text) => console.error(text),
        onRequest: () => [],
      },
    });
    listener.#timer = setInterval(() => listener.#ask(), LOOK);
    return listener;
  }

  /**
   * A feed's updates, in order.
   *
   * @throws {Error} If one of the first `count` was not heard
   */
  updates(feed: FeedId, count: number): Update[] {
    const heard = this.#feeds.get(feed);
    return Array.from({ length: count }, (_, i) => {
      const update = heard?.get(i + 1);
      if (update === undefined) {
        throw new Error(`Update ${i + 1} of feed ${feed} was not heard`);
      }
      return update;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#network?.close();
  }

  #hear(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes, { owned: true });
    if (frame.kind === "status") {
      this.bytes += bytes.length;
      // Its publisher will be gone in a moment.
      if (frame.status.flags.done) this.#ask();
      return;
    }
    // This one has asked for no snapshot.
    if (frame.kind !== "update") return;
    const { update } = frame;
    const heard = this.#feeds.get(update.feed) ?? new Map<number, Update>();
    this.#feeds.set(update.feed, heard);
    if (heard.has(update.header.seq)) return;
    heard.set(update.header.seq, update);
    this.bytes += bytes.length;
    this.signBytes += update.header.signs.length;
  }

  /** Asks somebody for what is missing before the newest update of a feed. */
  async #ask(): Promise<void> {
    const held = new Map<FeedId, Held>();
    let isWhole = true;
    for (const [feed, heard] of this.#feeds) {
      let count = 0;
      while (heard.has(count + 1)) count++;
      held.set(feed, { count, since: 0 });
      isWhole &&= count === heard.size;
    }
    const [peer] = this.#network!.peers();
    if (isWhole || this.#asking || peer === undefined) return;
    this.#asking = true;
    try {
      const request = encodeRequest(held, false);
      for await (const bytes of this.#network!.request(peer, request)) {
        this.#hear(bytes);
      }
    } catch (error) {
      // Whoever was asked may have finished; another may be asked next time.
      console.error((error as Error).message);
    } finally {
      this.#asking = false;
    }
  }
}
