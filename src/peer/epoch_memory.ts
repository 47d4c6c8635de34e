import { afterVisits, type OrderMemory } from "../ordering/mod.ts";
import { unitsOf, type Update } from "../replica/mod.ts";

/** Where a peer stands in its epoch: what a restart goes on from. */
export interface EpochMemory {
  /** Where its order stands. */
  readonly order: OrderMemory;
  /** Empty updates that it has published as its units were used up. */
  readonly rested: number;
  /** Units of the longest share. */
  readonly longest: number;
  /** The seats that the units were dealt to, in ascending order; empty where data are the own. */
  readonly seats: readonly number[];
  /** By how many epochs the swarm was past it. */
  readonly behind: number;
  /** Units that anybody had visited in this epoch, 32 a word, lowest bit first. */
  readonly visited: Uint32Array;
}

/** The epoch that a peer goes on in. */
export function epochOf({ order: { epoch, next } }: EpochMemory): number {
  return next?.epoch ?? epoch;
}

/**
 * Where a peer stood when it published the last of these updates.
 *
 * @param published own updates that are not in the memory, in order
 *
 * @example
 * ```ts ignore
 * const resumes = afterPublished(memory, replayed);
 * ```
 */
export function afterPublished(
  memory: EpochMemory,
  published: readonly Update[],
): EpochMemory {
  const headers = published.map(({ header }) => header);
  const order = afterVisits(
    memory.order,
    headers.filter(({ units }) => units > 0)
      .map((header) => ({ epoch: header.epoch, units: unitsOf(header) })),
  );
  const after = { ...memory, order };
  const epoch = epochOf(after);
  const rests =
    headers.filter((header) => header.units === 0 && header.epoch === epoch)
      .length;
  const isSame = epoch === epochOf(memory);
  const units = headers.filter((header) => header.epoch === epoch)
    .flatMap(unitsOf);
  return {
    ...after,
    rested: rests + (isSame ? memory.rested : 0),
    visited: withVisits(isSame ? memory.visited : new Uint32Array(0), units),
  };
}

/** Bits of units, and of these. */
function withVisits(
  bits: Uint32Array,
  units: readonly number[],
): Uint32Array {
  const words = units.reduce(
    (most, unit) => Math.max(most, (unit >>> 5) + 1),
    bits.length,
  );
  const all = new Uint32Array(words);
  all.set(bits);
  for (const unit of units) all[unit >>> 5]! |= 1 << (unit & 31);
  return all;
}
