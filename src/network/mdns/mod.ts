/**
 * Finds libp2p peers on the local network by multicast DNS, with libp2p's own
 * records ({@link https://github.com/libp2p/specs/blob/master/discovery/mdns.md}),
 * one socket for each chosen interface.
 *
 * libp2p's own package for it takes the interface of the default route, and
 * without one finds nothing and says nothing.
 *
 * @example
 * ```ts ignore
 * import { createLibp2p } from "libp2p";
 * import { mdns } from "./mod.ts";
 *
 * await createLibp2p({
 *   peerDiscovery: [
 *     mdns({
 *       interfaces: [{ name: "lo", address: "127.0.0.1", netmask: "255.0.0.0" }],
 *       swarm: "demo",
 *       onPeer: console.log,
 *       onLockedOut: console.log,
 *       onNotice: console.error,
 *     }).service,
 *   ],
 * });
 * ```
 *
 * @module
 */
import {
  type PeerDiscovery,
  type PeerDiscoveryEvents,
  peerDiscoverySymbol,
  type PeerId,
  TypedEventEmitter,
} from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { reachableOn } from "../addresses.ts";
import { listInterfaces, type NetworkInterface } from "../interfaces.ts";
import { Announcer } from "./announcer.ts";
import {
  type Announcement,
  randomPeerName,
  type SwarmTag,
  swarmTag,
} from "./records.ts";

/** Peers told to libp2p: what multicast brings is bounded. */
const KNOWN = 4096;

/** A peer that was heard of before has been started anew. */
export interface Beginning {
  /** Whether this peer has been announced since, so that both know of each other. */
  knowsUs: boolean;
}

/** How to discover. */
export interface MdnsOptions {
  /** The interfaces to speak on. */
  interfaces: NetworkInterface[];
  /** Name of the swarm; peers that announce another are ignored. */
  swarm: string;
  /** The swarm's secret; it decides who can be talked to. */
  secret?: Uint8Array | undefined;
  /**
   * Told of each announcement of a peer, also of one that was heard of before.
   *
   * @param began Where it has been started anew since.
   */
  onPeer(peer: string, addresses: string[], began?: Beginning): void;
  /** Told of a Drover peer of another swarm, of whose name the hash is known. */
  onOtherSwarm?(peer: string, swarm: string, addresses: string[]): void;
  /** Told of a peer of this swarm that has another secret, or none. */
  onLockedOut(addresses: string[], isPrivate: boolean): void;
  /** Told what is missing, once for each interface. */
  onNotice(text: string): void;
}

/** What libp2p hands to a discovery. */
interface MdnsComponents {
  peerId: PeerId;
  addressManager: { getAddresses(): { toString(): string }[] };
}

/** A libp2p peer discovery for local networks, and what may be asked of it meanwhile. */
export interface Discovery {
  /** The libp2p service. */
  service(components: MdnsComponents): PeerDiscovery;
  /** Speaks on these interfaces from now on, and no others. */
  speakOn(interfaces: NetworkInterface[]): void;
  /** Asks as often as at the start: a peer was lost. */
  hurry(): void;
}

/** Makes a discovery, which begins when libp2p does. */
export function mdns(options: MdnsOptions): Discovery {
  let made: Mdns | undefined;
  return {
    service: (components) => made = new Mdns(options, components),
    speakOn: (interfaces) => made?.speakOn(interfaces),
    hurry: () => made?.hurry(),
  };
}

class Mdns extends TypedEventEmitter<PeerDiscoveryEvents>
  implements PeerDiscovery {
  readonly [peerDiscoverySymbol] = this;
  readonly [Symbol.toStringTag] = "@drover/mdns";
  readonly #options: MdnsOptions;
  readonly #components: MdnsComponents;
  readonly #name = randomPeerName();
  readonly #tag: SwarmTag;
  readonly #announcers = new Map<string, Announcer>();
  readonly #known = new Map<string, string>();
  /** The DNS name of each peer, which is another at each of its starts. */
  readonly #names = new Map<string, string>();
  readonly #closing = new Set<Promise<void>>();
  #isStarted = false;
  #sawDouble = false;

  constructor(options: MdnsOptions, components: MdnsComponents) {
    super();
    this.#options = options;
    this.#components = components;
    this.#tag = swarmTag(options.swarm, options.secret);
  }

  /** Called by libp2p when the peer listens, so that there is something to announce. */
  start(): void {
    this.#isStarted = true;
    this.speakOn(this.#options.interfaces);
  }

  /** Called by libp2p. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.speakOn([]);
    await Promise.all(this.#closing);
  }

  /** Speaks on these interfaces from now on, and no others. */
  speakOn(interfaces: NetworkInterface[]): void {
    const wanted = new Map(
      interfaces.map((on) => [`${on.address} ${on.name}`, on]),
    );
    for (const [key, announcer] of this.#announcers) {
      if (wanted.has(key)) continue;
      this.#announcers.delete(key);
      const closed = announcer.close().finally(() =>
        this.#closing.delete(closed)
      );
      this.#closing.add(closed);
    }
    if (!this.#isStarted) return;
    for (const [key, on] of wanted) {
      if (!this.#announcers.has(key)) {
        this.#announcers.set(key, this.#announce(on));
      }
    }
  }

  /** Asks as often as at the start. */
  hurry(): void {
    for (const announcer of this.#announcers.values()) announcer.hurry();
  }

  #announce(on: NetworkInterface): Announcer {
    return new Announcer({
      on,
      name: this.#name,
      peer: this.#components.peerId.toString(),
      tag: this.#tag,
      addresses: () => reachableOn(this.#addresses(), on),
      onAnnouncement: (announcement, owesAnswer) =>
        this.#found(announcement, !owesAnswer),
      onTrouble: (text) => {
        // An address that is gone is no trouble: this peer moves with its machine.
        const isThere = listInterfaces().some(({ address }) =>
          address === on.address
        );
        if (isThere) this.#options.onNotice(text);
      },
    });
  }

  #addresses(): string[] {
    return this.#components.addressManager.getAddresses().map(String);
  }

  #found(
    { name, peer, addresses, tag }: Announcement,
    knowsUs: boolean,
  ): void {
    if (name === this.#name) return;
    // Other libp2p programs have no tag; hello finds out what they are.
    if (tag !== undefined && tag.swarm !== this.#tag.swarm) {
      this.#options.onOtherSwarm?.(peer, tag.swarm, addresses);
      return;
    }
    if (tag !== undefined && tag.secret !== this.#tag.secret) {
      this.#options.onLockedOut(addresses, tag.secret !== undefined);
      return;
    }
    if (peer === this.#components.peerId.toString()) {
      if (!this.#sawDouble) {
        this.#sawDouble = true;
        this.#options.onNotice(
          `Another process takes part with this peer's identity: was its --state folder copied? As the two are one to everybody else, they cannot talk to each other; where they meet a third peer, the one that was started last goes on, and the other stops. Give each a folder of its own, or remove the file "identity" from the copy`,
        );
      }
      return;
    }
    const before = this.#names.get(peer);
    if (before !== undefined || this.#names.size < KNOWN) {
      this.#names.set(peer, name);
    }
    const isSame = before === undefined || before === name;
    this.#options.onPeer(peer, addresses, isSame ? undefined : { knowsUs });
    // libp2p's peer store is slow and wants to know only what is new.
    const known = addresses.join();
    if (this.#known.get(peer) === known || this.#known.size >= KNOWN) return;
    this.#known.set(peer, known);
    this.safeDispatchEvent("peer", {
      detail: {
        id: peerIdFromString(peer),
        multiaddrs: addresses.map((address) => multiaddr(address)),
      },
    });
  }
}
