import { type Deal, deal, type Share, takeSeats } from "../ordering/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Member } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that the roster works with. */
export interface RosterParts {
  config: PeerConfig;
  swarm: Swarm;
  /** Hex of the own public key. */
  publicKey: string;
}

/** The units as dealt to those who are there at one time. */
export interface Dealt extends Deal {
  /** The members that they were dealt to. */
  readonly others: readonly Member[];
  /** By hex public key, who sits where. */
  readonly seats: ReadonlyMap<string, number>;
}

/** What this peer is dealt. */
export interface OwnShare extends Share {
  /** Units of the longest share. */
  readonly longest: number;
  /** What the others are dealt; undefined where data are the own. */
  readonly dealt: Dealt | undefined;
}

/**
 * Who takes part, and what each is dealt. Units are dealt to seats, and a peer
 * keeps the seat that it takes when it begins: at the start the seats go by the
 * order of public keys, so that the same swarm repeats its run to the last bit
 * whoever sits where; later few units move but those of whoever goes or comes.
 */
export class Roster {
  /** The own seat as the others are told; -1 before it is taken. */
  seat: number;
  readonly #parts: RosterParts;

  /** Looks at the swarm when asked. */
  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.seat = Number(parts.config.resumes?.order.seat ?? -1);
  }

  /** Hex public keys of the live peers and this one, in order. */
  get keys(): string[] {
    const { swarm, publicKey } = this.#parts;
    const keys = swarm.members.live().map((member) => member.publicKey);
    keys.push(publicKey);
    return keys.sort();
  }

  /**
   * The own units of an epoch that begins now, as dealt to the peers that are
   * there; where the data are the own, all of them. The own seat is taken, if it was not before.
   */
  share(epoch: number): OwnShare {
    const { config, publicKey } = this.#parts;
    const { units, ownData } = config;
    if (ownData) {
      const seat = `${this.keys.indexOf(publicKey)}`;
      const all = Uint32Array.from({ length: units }, (_, i) => i);
      return { seat, units: all, longest: units, dealt: undefined };
    }
    const dealt = this.#deal(epoch);
    this.seat = dealt.seats.get(publicKey)!;
    // It takes this one, too, if it sees what is seen here; if not, it will say so.
    for (const other of dealt.others) {
      if (other.seat < 0) other.seat = dealt.seats.get(other.publicKey)!;
    }
    const seat = `${this.seat}`;
    const longest = Math.ceil(units / dealt.names.length);
    return { seat, units: dealt.shares.get(seat)!, longest, dealt };
  }

  /** Whether this peer would be dealt no unit in an epoch that began now. No seat is taken. */
  isDealtNothing(epoch: number): boolean {
    const { config, publicKey } = this.#parts;
    if (config.ownData) return config.units === 0;
    const { seats, shares } = this.#deal(epoch);
    return shares.get(`${seats.get(publicKey)}`)!.length === 0;
  }

  /** How many units each of these peers visits in an epoch. */
  lengths(keys: readonly string[], epoch: number): number[] {
    const { config, swarm, publicKey } = this.#parts;
    const { units, ownData } = config;
    if (ownData) {
      return keys.map((key) =>
        key === publicKey ? units : swarm.members.byKey(key)?.units ?? 0
      );
    }
    const { seats, shares } = this.#deal(epoch);
    return keys.map((key) => shares.get(`${seats.get(key)}`)?.length ?? 0);
  }

  #deal(epoch: number): Dealt {
    const { config: { units, seed }, swarm, publicKey } = this.#parts;
    const others = swarm.members.owners(epoch, this.seat);
    const seats = takeSeats([
      ...others.map(({ publicKey, seat }) => ({ key: publicKey, seat })),
      { key: publicKey, seat: this.seat },
    ]);
    const names = Array.from(seats.values(), String);
    return { ...deal(units, names, seed), others, seats };
  }
}
