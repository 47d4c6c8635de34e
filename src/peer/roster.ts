import { dealUnits, type Share } from "../ordering/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that the roster works with. */
export interface RosterParts {
  config: PeerConfig;
  swarm: Swarm;
  /** Hex of the own public key. */
  publicKey: string;
}

/**
 * Who takes part, in the order of their public keys, and what each is dealt: a
 * peer's rank is its seat, and units are dealt to seats, so that the same swarm
 * repeats its run to the last bit whoever sits where.
 */
export class Roster {
  readonly #parts: RosterParts;

  /** Looks at the swarm when asked. */
  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  /** Hex public keys of the live peers and this one, in order. */
  get keys(): string[] {
    const { swarm, publicKey } = this.#parts;
    const keys = swarm.members.live().map((member) => member.publicKey);
    keys.push(publicKey);
    return keys.sort();
  }

  /**
   * The own units, as dealt to the peers that are there now, and how many the
   * longest share has; where the data are the own, all of them.
   */
  share(): Share & { longest: number } {
    const { config, publicKey } = this.#parts;
    const { units, ownData, seed } = config;
    const { keys } = this;
    const seat = `${keys.indexOf(publicKey)}`;
    if (ownData) {
      const all = Uint32Array.from({ length: units }, (_, i) => i);
      return { seat, units: all, longest: units };
    }
    const seats = keys.map((_, rank) => `${rank}`);
    const dealt = dealUnits(units, seats, seed).get(seat)!;
    return { seat, units: dealt, longest: Math.ceil(units / seats.length) };
  }

  /** How many units each of these peers visits in an epoch. */
  lengths(keys: readonly string[]): number[] {
    const { config, swarm, publicKey } = this.#parts;
    const { units, ownData, seed } = config;
    if (ownData) {
      return keys.map((key) =>
        key === publicKey ? units : swarm.members.byKey(key)?.units ?? 0
      );
    }
    const seats = keys.map((_, rank) => `${rank}`);
    const shares = dealUnits(units, seats, seed);
    return seats.map((seat) => shares.get(seat)!.length);
  }
}
