import type { SimulationOptions } from "../options.ts";
import { ownUnits } from "../own_data.ts";
import type { Dealing } from "./order_watch.ts";
import type { WatchedPeer } from "./watched_peer.ts";

/** Whose the data are, and how much of them a peer can know of. */
export class DataHeard {
  readonly #options: SimulationOptions;
  /** Numbers of peers, by public key. */
  readonly #indices = new Map<string, number>();

  /** Nobody is there as yet. */
  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  /** A peer exists. */
  appeared({ publicKey, index }: WatchedPeer): void {
    this.#indices.set(publicKey, index);
  }

  /** What units a peer visits. */
  dealtTo({ index }: WatchedPeer): Dealing {
    const { problem: { units }, seed } = this.#options;
    const own = ownUnits(this.#options, index)?.length;
    return { units, seed, ...(own === undefined ? {} : { own }) };
  }

  /**
   * Units in the data, N: where they are the peers' own, those of the live ones
   * that have said how many they have.
   */
  heardBy({ peer, index }: WatchedPeer): number {
    const { problem, ownData } = this.#options;
    if (ownData === undefined) return problem.units;
    let all = ownData(index).length;
    for (const { statusNumber, publicKey } of peer.swarm.members.live()) {
      if (statusNumber < 0) continue;
      all += ownData(this.#indices.get(publicKey)!).length;
    }
    return all;
  }
}
