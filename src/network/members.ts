import type { Libp2p } from "@libp2p/interface";
import { hasGossipStream, restart } from "./connections.ts";
import type { Gossip } from "./gossip.ts";
import type { Greeter } from "./greeter.ts";
import type { Inbox } from "./inbox.ts";
import type { Served } from "./served.ts";
import type { Session } from "./session.ts";
import type { JsonObject } from "./types.ts";

/** How long a welcomed peer may stay without gossip before the connection is made anew, in milliseconds. */
const GOSSIP_WITHIN = 20_000;

/** How soon to look again for the gossip of a welcomed peer, in milliseconds, and more for each peer. */
const LOOK_AGAIN = 20, LOOK_AGAIN_EACH = 2;

/** What members need. */
export interface MembersOptions {
  /** The libp2p node. */
  host: Libp2p;
  /** Knows who can be reached. */
  gossip: Gossip;
  /** Knows who was welcomed. */
  greeter: Greeter;
  /** Takes what they say. */
  inbox: Inbox;
  /** Whom others need not serve. */
  served: Served;
  /** A peer is here, and publishes reach it. */
  onConnect(peer: string, details: JsonObject): void;
  /** It is gone. */
  onDisconnect(peer: string): void;
}

/**
 * The peers that count: welcomed by hello, and reached by the next publish.
 * gossipsub tells of neither the streams it opens nor those it loses, so this
 * looks, whenever something may have changed.
 */
export class Members {
  readonly #options: MembersOptions;
  readonly #ready = new Map<string, Session>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: MembersOptions) {
    this.#options = options;
    options.gossip.onSubscription(() => this.#reviewSoon());
    options.gossip.onHeartbeat(() => this.review());
  }

  /** Their ids. */
  list(): string[] {
    return [...this.#ready.keys()];
  }

  /** Sees who has become reachable, who no longer is, and tells the others. */
  review(): void {
    if (this.#closed) return;
    const { host, gossip, greeter, inbox, served, onConnect } = this.#options;
    const reachable = gossip.reachable();
    for (const session of greeter.welcomed()) {
      const { peer, hello, welcomedAt, connection } = session;
      if (
        reachable.has(peer) && hasGossipStream(host, connection.remotePeer)
      ) {
        if (this.#ready.get(peer) === session) continue;
        const isNew = !this.#ready.has(peer);
        this.#ready.set(peer, session);
        if (isNew) onConnect(peer, hello!.details);
        inbox.open(session);
      } else if (
        this.#ready.has(peer) || Date.now() - welcomedAt! > GOSSIP_WITHIN
      ) {
        // The gossip stream broke: only a new connection brings another.
        restart(host, connection.remotePeer);
      } else {
        this.#reviewSoon();
      }
    }
    // Others need not serve whom we serve, and must serve whom we no longer do.
    const change = served.change(this.#ready, gossip.mesh());
    if (change !== undefined) greeter.tell(change);
  }

  /** The last connection to a peer is gone. */
  lost(peer: string): void {
    if (this.#closed) return;
    if (this.#ready.delete(peer)) this.#options.onDisconnect(peer);
    this.review();
  }

  /** Looks no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Reports all that are left as gone. */
  disband(): void {
    for (const peer of this.#ready.keys()) this.#options.onDisconnect(peer);
    this.#ready.clear();
  }

  #reviewSoon(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.review();
    }, LOOK_AGAIN + LOOK_AGAIN_EACH * this.#ready.size);
  }
}
