import type { Gossip } from "./gossip.ts";
import type { Greeter } from "./greeter.ts";
import { Holding } from "./holding.ts";
import type { Session } from "./session.ts";

/** What an inbox needs. */
export interface InboxOptions {
  /** Brings messages, and passes them on. */
  gossip: Gossip;
  /** Knows who has said hello. */
  greeter: Greeter;
  /** Bytes to hold of those who have not. */
  limit: number;
  /** A message, a copy of its own, and the peer that handed it on. */
  onMessage(bytes: Uint8Array, from: string): void;
}

/**
 * Takes in messages from those who are here, and from nobody else: who hears a peer is to
 * know already that it can be answered.
 */
export class Inbox {
  /** Messages handed on. */
  messages = 0;
  readonly #options: InboxOptions;
  readonly #holding: Holding;
  readonly #here = new Set<string>();

  /** Is empty. */
  constructor(options: InboxOptions) {
    this.#options = options;
    this.#holding = new Holding(options.limit);
  }

  /** A message has come by gossip. */
  take(id: string, from: string, data: Uint8Array): void {
    const { gossip, greeter } = this.#options;
    const session = greeter.session(from);
    const isHere = session?.hello !== undefined && this.#here.has(from);
    if (isHere) this.#deliver(id, session, data);
    // A peer may publish as soon as it has read our hello; we may read its later.
    else if (session === undefined || !this.#holding.hold(from, id, data)) {
      gossip.drop(id, from);
    }
  }

  /** A peer was welcomed, and publishes reach it: what it has said meanwhile counts. */
  open(session: Session): void {
    this.#here.add(session.peer);
    for (const { id, data } of this.#holding.release(session.peer)) {
      this.#deliver(id, session, data);
    }
  }

  /** The last connection to a peer is gone. */
  lost(peer: string): void {
    this.#here.delete(peer);
    this.#holding.forget(peer);
  }

  #deliver(id: string, session: Session, data: Uint8Array): void {
    this.#options.gossip.accept(id, session.peer, session.serves);
    this.messages++;
    // A copy: what libp2p hands out is a part of a larger buffer, misaligned.
    this.#options.onMessage(new Uint8Array(data), session.peer);
  }
}
