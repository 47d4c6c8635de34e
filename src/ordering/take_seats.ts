/** Which seat somebody says to have. */
export interface Claim {
  /** Who: a public key, or any name. */
  readonly key: string;
  /** The seat, from 0; -1 for none yet. */
  readonly seat: number;
}

/**
 * Seats everybody: whoever names a seat has it; of those that name the same, the
 * one whose key is least; and the rest take the lowest free seats in the order of
 * their keys.
 *
 * So a swarm that starts together sits in the order of its keys, and repeats its
 * run to the last bit whoever sits where; and from then on nobody gets up because
 * another comes or goes, so that of the units dealt to seats only those move that
 * must. Seats that were a function of the present keys alone could not do both:
 * P - 1 seats have no place for whoever sat on the last.
 *
 * @returns for each key, its seat
 *
 * @example
 * ```ts
 * import { takeSeats } from "./take_seats.ts";
 *
 * const seats = takeSeats([
 *   { key: "ann", seat: 0 },
 *   { key: "cem", seat: 2 },
 *   { key: "eve", seat: -1 },
 * ]);
 * seats.get("eve"); // 1
 * ```
 */
export function takeSeats(claims: readonly Claim[]): Map<string, number> {
  const sorted = claims.toSorted((a, b) => a.key < b.key ? -1 : 1);
  const seats = new Map<string, number>();
  const taken = new Set<number>();
  for (const { key, seat } of sorted) {
    if (seat < 0 || taken.has(seat)) continue;
    taken.add(seat);
    seats.set(key, seat);
  }
  let free = 0;
  for (const { key } of sorted) {
    if (seats.has(key)) continue;
    while (taken.has(free)) free++;
    seats.set(key, free++);
  }
  return seats;
}
