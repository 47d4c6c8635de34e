import { type Network, showAddress } from "../network/mod.ts";
import type { MemberFigures } from "../peer/mod.ts";
import type { MemberRow } from "../telemetry/mod.ts";

/** Who was met so far: what they call themselves, and where they are. */
export class Acquaintances {
  readonly #network: Network;
  /** By public key. */
  readonly #met = new Map<string, { id: string; name: string }>();

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

  /** A member with its name and address. Who was only heard of is named by its key. */
  introduce(member: MemberFigures): MemberRow {
    const { peer, isSelf, connected } = member;
    const { id, name = peer.slice(0, 8) } = this.#met.get(peer) ?? {};
    const address = isSelf
      ? this.#ownAddress
      : id === undefined || !connected
      ? undefined
      : this.#network.connection(id)?.address;
    return { ...member, name, ...(address === undefined ? {} : { address }) };
  }

  get #ownAddress(): string | undefined {
    const [first] = this.#network.addresses;
    return first === undefined ? undefined : showAddress(first);
  }
}
