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
 *       onNotice: console.error,
 *     }),
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
import type { NetworkInterface } from "../interfaces.ts";
import { Announcer } from "./announcer.ts";
import { type Announcement, randomPeerName } from "./records.ts";

/** How to discover. */
export interface MdnsOptions {
  /** The interfaces to speak on. */
  interfaces: NetworkInterface[];
  /** Told what is missing, once for each interface. */
  onNotice(text: string): void;
}

/** What libp2p hands to a discovery. */
interface MdnsComponents {
  peerId: PeerId;
  addressManager: { getAddresses(): { toString(): string }[] };
}

/** A libp2p peer discovery for local networks. */
export function mdns(
  options: MdnsOptions,
): (components: MdnsComponents) => PeerDiscovery {
  return (components) => new Mdns(options, components);
}

class Mdns extends TypedEventEmitter<PeerDiscoveryEvents>
  implements PeerDiscovery {
  readonly [peerDiscoverySymbol] = this;
  readonly [Symbol.toStringTag] = "@drover/mdns";
  readonly #options: MdnsOptions;
  readonly #components: MdnsComponents;
  readonly #name = randomPeerName();
  readonly #announcers: Announcer[] = [];
  #sawDouble = false;

  constructor(options: MdnsOptions, components: MdnsComponents) {
    super();
    this.#options = options;
    this.#components = components;
  }

  /** Called by libp2p when the peer listens, so that there is something to announce. */
  start(): void {
    const peer = this.#components.peerId.toString();
    for (const on of this.#options.interfaces) {
      this.#announcers.push(
        new Announcer({
          on,
          name: this.#name,
          peer,
          addresses: () => reachableOn(this.#addresses(), on),
          onAnnouncement: (announcement) => this.#found(announcement),
          onTrouble: this.#options.onNotice,
        }),
      );
    }
  }

  /** Called by libp2p. */
  async stop(): Promise<void> {
    const announcers = this.#announcers.splice(0);
    await Promise.all(announcers.map((announcer) => announcer.close()));
  }

  #addresses(): string[] {
    return this.#components.addressManager.getAddresses().map(String);
  }

  #found({ name, peer, addresses }: Announcement): void {
    if (name === this.#name) return;
    if (peer === this.#components.peerId.toString()) {
      if (!this.#sawDouble) {
        this.#sawDouble = true;
        this.#options.onNotice(
          `Another process uses this peer's identity, ${peer}: was a state directory copied? Give each peer its own`,
        );
      }
      return;
    }
    this.safeDispatchEvent("peer", {
      detail: {
        id: peerIdFromString(peer),
        multiaddrs: addresses.map((address) => multiaddr(address)),
      },
    });
  }
}
