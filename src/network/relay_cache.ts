import type { GossipsubOpts } from "@chainsafe/libp2p-gossipsub";

/** gossipsub's name for the interface of its message cache. */
type MessageCache = GossipsubOpts["messageCache"];

type Put = Parameters<MessageCache["put"]>;

interface Waiting {
  message: Put[1];
  /** Peers that need no copy from us. */
  served: Set<string>;
  /** Heartbeats that it has been waiting for. */
  age: number;
}

/** Heartbeats after which a message that nobody accepted is forgotten. */
const PATIENCE = 40;

const NOBODY: ReadonlySet<string> = new Set();

/**
 * gossipsub's message cache, reduced to what relaying needs: a message is held
 * only until it is accepted or rejected, then forwarded or not, and forgotten.
 *
 * gossipsub's own cache keeps five heartbeats of payloads to serve peers that
 * missed some. Here a missed update is mended by catch-up, so that memory would
 * be wasted.
 */
export class RelayCache {
  /** Messages that arrived again. */
  duplicates = 0;
  /** Read by gossipsub. */
  readonly msgs = new Map<string, Waiting>();

  /** Messages held. */
  get size(): number {
    return this.msgs.size;
  }

  /** This cache in the type that gossipsub's options want; the class has private fields, hence the cast. */
  asMessageCache(): MessageCache {
    return this as unknown as MessageCache;
  }

  /** Marks peers that have a message, or get it from somebody else. */
  markServed(id: string, peers: Iterable<string>): void {
    const served = this.msgs.get(id)?.served;
    if (served === undefined) return;
    for (const peer of peers) served.add(peer);
  }

  /** Called by gossipsub for each new message, our own included. */
  put(id: Put[0], message: Put[1], validated = false): boolean {
    // What we published is on its way already.
    if (validated || this.msgs.has(id.msgIdStr)) return false;
    this.msgs.set(id.msgIdStr, { message, served: new Set(), age: 0 });
    return true;
  }

  /** Called by gossipsub for each message that arrived again. */
  observeDuplicate(id: string, from: string): void {
    this.duplicates++;
    this.msgs.get(id)?.served.add(from);
  }

  /** Called by gossipsub when a message was accepted: it forwards it to all but the peers named. */
  validate(
    id: string,
  ): { message: Put[1]; originatingPeers: ReadonlySet<string> } | null {
    const entry = this.msgs.get(id);
    if (entry === undefined) return null;
    this.msgs.delete(id);
    return { message: entry.message, originatingPeers: entry.served };
  }

  /** Called by gossipsub when a message was rejected. */
  remove(
    id: string,
  ): { message: Put[1]; originatingPeers: ReadonlySet<string> } | null {
    const entry = this.msgs.get(id);
    this.msgs.delete(id);
    return entry === undefined
      ? null
      : { message: entry.message, originatingPeers: NOBODY };
  }

  /** Called by gossipsub at each heartbeat. */
  shift(): void {
    for (const [id, entry] of this.msgs) {
      if (++entry.age > PATIENCE) this.msgs.delete(id);
    }
  }

  /** Nothing is advertised. */
  getGossipIDs(_topics: Set<string>): Map<string, Uint8Array[]> {
    return new Map();
  }

  /** Nothing is served again. */
  get(_id: Uint8Array): undefined {
    return undefined;
  }

  /** Nothing is served again. */
  getWithIWantCount(_id: string, _peer: string): null {
    return null;
  }
}
