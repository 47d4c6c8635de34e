import { showAddress } from "./addresses.ts";
import { nearName } from "./mdns/near_names.ts";
import type { Stranger } from "./types.ts";

/** How many are remembered. */
const MOST = 64;

/** Peers of other swarms, as multicast brings word of them. */
export class Strangers {
  readonly #known = new Map<string, { hash: string; address: string }>();

  /**
   * Takes note of one.
   *
   * @param hash Its swarm, as it announces it
   */
  note(peer: string, hash: string, [address]: readonly string[]): void {
    if (this.#known.size >= MOST) return;
    const shown = address === undefined ? "" : showAddress(address);
    this.#known.set(peer, { hash, address: shown });
  }

  /** Those that were heard; a swarm's name where it is one of the guesses, or nearly. */
  readonly list = (guesses: readonly string[]): Stranger[] =>
    Array.from(this.#known.values(), ({ hash, address }) => {
      const swarm = nearName(hash, guesses);
      return { address, ...(swarm === undefined ? {} : { swarm }) };
    });
}
