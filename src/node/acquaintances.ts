import { type Network, showAddress } from "../network/mod.ts";
import type { MemberFigures } from "../peer/mod.ts";
import { fromHex } from "../replica/mod.ts";
import type { MemberRow } from "../telemetry/mod.ts";

/** Peers that were heard of and never met, whose names are kept: what others say is bounded. */
const HEARSAY = 4096;

/** Who was met so far: what they call themselves, and where they are. */
export class Acquaintances {
  readonly #network: Network;
  /** By public key. */
  readonly #met = new Map<string, { id: string; name: string }>();
  /** What those are called, by their neighbours' words, who are out of reach, by id. */
  readonly #heardOf = new Map<string, string>();

  /** @param self the own public key and name */
  constructor(network: Network, self: { publicKey: string; name: string }) {
    this.#network = network;
    this.#met.set(self.publicKey, { id: network.id, name: self.name });
  }

  /**
   * Somebody is connected.
   *
   * @param id as the network knows it
   */
  meet(publicKey: string, id: string, name: string): void {
    this.#met.set(publicKey, { id, name });
  }

  /** Somebody else is connected with a peer, which may be out of reach from here. */
  hearOf(id: string, name: string): void {
    if (this.#heardOf.size < HEARSAY) this.#heardOf.set(id, name);
  }

  /** A member with its name and address. Of whom nobody has said a name, it is the beginning of the key. */
  introduce(member: MemberFigures): MemberRow {
    const { peer, isSelf, connected } = member;
    const { id, name = this.#hearsay(peer) } = this.#met.get(peer) ?? {};
    if (isSelf) {
      const [first] = this.#network.addresses;
      const address = first && { address: showAddress(first) };
      return { ...member, name, ...address };
    }
    const isHere = connected && id !== undefined;
    return { ...member, name, ...isHere && this.#network.connection(id) };
  }

  #hearsay(publicKey: string): string {
    const id = this.#network.peerOf(fromHex(publicKey));
    return this.#heardOf.get(id) ?? publicKey.slice(0, 8);
  }
}
