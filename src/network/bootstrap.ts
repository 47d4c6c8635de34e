import { multiaddr } from "@multiformats/multiaddr";
import { reasonOf } from "./failure_reason.ts";

/** What `Bootstrap` needs. */
export interface BootstrapOptions {
  /** Multiaddrs, checked. */
  addresses: readonly string[];
  /** Name of our swarm. */
  swarm: string;
  /** Told, once for each address and reason, why one does not help. */
  onNotice(text: string): void;
}

/**
 * The peers that a person named by address: of these, and only of these, a
 * person wants to hear why they cannot be reached or are none of ours.
 */
export class Bootstrap {
  readonly #options: BootstrapOptions;
  /** Addresses by peer id, or by themselves where the id is not known. */
  readonly #addresses = new Map<string, string>();
  /** The keys at which peers were found whose id is another. */
  readonly #origins = new Map<string, string>();
  readonly #told = new Set<string>();

  constructor(options: BootstrapOptions) {
    this.#options = options;
    for (const address of options.addresses) {
      this.#addresses.set(multiaddr(address).getPeerId() ?? address, address);
    }
  }

  /** What to dial: peer ids, or bare addresses, with an address each. */
  entries(): Iterable<[key: string, address: string]> {
    return this.#addresses;
  }

  /**
   * A peer was reached by a key. Returns whether the key is not its id: a bare
   * address, or the id of the peer that was there before a restart.
   */
  reached(key: string, peer: string): boolean {
    if (key === peer || !this.#addresses.has(key)) return false;
    this.#origins.set(peer, key);
    return true;
  }

  /** The last connection to a peer is gone. Returns the key to dial that is not its id, if there is one. */
  lost(peer: string): string | undefined {
    const origin = this.#origins.get(peer);
    this.#origins.delete(peer);
    return origin;
  }

  /** An attempt failed. Returns whether a person has been told why. */
  failed(key: string, error: unknown): boolean {
    const address = this.#addresses.get(key);
    const reason = address && reasonOf(error);
    if (!reason) return false;
    this.#tell(`Cannot connect to ${address}: ${reason}`);
    return true;
  }

  /**
   * The peer at an address has our own identity.
   *
   * @param own Multiaddrs at which this peer listens.
   */
  double(key: string, own: readonly string[]): void {
    const address = this.#addresses.get(key);
    if (address === undefined) return;
    const isOwn = own.some((each) =>
      each.startsWith(address.split("/p2p/")[0]!)
    );
    this.#tell(
      isOwn
        ? `Cannot connect to ${address}: it is the address of this very peer; name another's`
        : `Cannot connect to ${address}: the peer there has the identity of this one, as a copied --state folder has; give each peer its own, or remove the file "identity" in one of them`,
    );
  }

  /** A peer turned out to be none of ours; no swarm: it is not even Drover. */
  stranger(peer: string, swarm: string | undefined): void {
    const address = this.#addresses.get(this.#origins.get(peer) ?? peer);
    if (address === undefined) return;
    const ours = this.#options.swarm;
    this.#tell(
      `Cannot train with the peer at ${address}: ${
        swarm === undefined
          ? "it is not a Drover peer; take the address of one"
          : `it is in swarm ${JSON.stringify(swarm)}, we are in ${
            JSON.stringify(ours)
          }; give both the same --swarm`
      }`,
    );
  }

  #tell(text: string): void {
    if (this.#told.has(text) || this.#told.size >= 1024) return;
    this.#told.add(text);
    this.#options.onNotice(text);
  }
}
