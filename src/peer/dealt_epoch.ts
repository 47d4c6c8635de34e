import { rendezvousKey, rendezvousScore } from "../ordering/mod.ts";
import type { Member, Members } from "./members.ts";
import type { Dealt } from "./roster.ts";
import type { Visits } from "./visits.ts";

/** What is worked out when the first peer is lost. */
interface Table {
  /** Who has each unit, by place among the names. */
  readonly owners: Uint32Array;
  /** The members by place; undefined for this peer. */
  readonly members: (Member | undefined)[];
  /** 1 for those that are lost. */
  readonly lost: Uint8Array;
  /** Units that each visits in the epoch. */
  readonly loads: Uint32Array;
  /** This peer's place. */
  readonly own: number;
}

/**
 * One epoch's units, and who has them: as dealt when it began here, and changed by
 * nothing but losses. The units that a lost peer has not visited go to those that
 * remain, each to the one that scores highest for it; what has been taken over is
 * not dealt again before its new owner is lost, too.
 *
 * Loads have no bound here: then where a unit goes depends on nothing but who is
 * there, and peers that know of different visits agree on all others.
 */
export class DealtEpoch {
  /** Its number. */
  readonly epoch: number;
  readonly #dealt: Dealt;
  readonly #publicKey: string;
  readonly #seed: number;
  #table: Table | undefined;

  /** @param options.publicKey hex of the own one */
  constructor(
    options: { epoch: number; dealt: Dealt; publicKey: string; seed: number },
  ) {
    this.epoch = options.epoch;
    this.#dealt = options.dealt;
    this.#publicKey = options.publicKey;
    this.#seed = options.seed;
  }

  /** The most units that one of those who remain visits; undefined where nobody is lost. */
  get longest(): number | undefined {
    const table = this.#table;
    return table && table.loads.reduce(
      (most, load, place) => table.lost[place] ? most : Math.max(most, load),
      0,
    );
  }

  /** Hex public key of the member that a unit was dealt to first. */
  ownerOf(unit: number): string | undefined {
    const { owners } = this.#dealt;
    return this.#table?.members[owners[unit]!]?.publicKey;
  }

  /**
   * Deals out what those have left that are lost since this was last asked.
   *
   * @returns the units that come to this peer
   */
  redeal(members: Members, visits: Visits): number[] {
    const table = this.#table ??= this.#tabulate();
    if (!noteLosses(table, members)) return [];
    const { owners, lost, loads, own } = table;
    const takers: number[] = [];
    loads.forEach((load, place) => {
      if (load > 0 && lost[place] === 0) takers.push(place);
    });
    const { names } = this.#dealt;
    const keys = takers.map((at) => rendezvousKey(names[at]!, this.#seed));
    const taken: number[] = [];
    for (let unit = 0; unit < owners.length; unit++) {
      const before = owners[unit]!;
      if (lost[before] === 0 || visits.has(this.epoch, unit)) continue;
      let taker = 0, best = -1;
      for (let i = 0; i < keys.length; i++) {
        const score = rendezvousScore(keys[i]!, unit);
        if (score > best) {
          best = score;
          taker = takers[i]!;
        }
      }
      owners[unit] = taker;
      loads[before]!--;
      loads[taker]!++;
      if (taker === own) taken.push(unit);
    }
    return taken;
  }

  #tabulate(): Table {
    const { names, owners, shares, seats, others } = this.#dealt;
    const places = new Map(names.map((name, place) => [name, place]));
    const placeOf = (key: string) => places.get(`${seats.get(key)}`)!;
    const members = Array<Member | undefined>(names.length).fill(undefined);
    for (const member of others) members[placeOf(member.publicKey)] = member;
    return {
      owners: owners.slice(),
      members,
      lost: new Uint8Array(names.length),
      loads: Uint32Array.from(names, (name) => shares.get(name)!.length),
      own: placeOf(this.#publicKey),
    };
  }
}

/** Whoever has come back in a new incarnation and names a seat goes on with its epoch. */
function noteLosses({ members, lost }: Table, all: Members): boolean {
  let any = false;
  members.forEach((member, place) => {
    if (member === undefined || lost[place] !== 0) return;
    const newest = all.byKey(member.publicKey) ?? member;
    if (newest !== member && newest.seat >= 0) members[place] = newest;
    const present = members[place]!;
    if (!present.left && !present.suspected) return;
    lost[place] = 1;
    any = true;
  });
  return any;
}
