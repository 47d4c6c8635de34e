import type { Fault } from "../fault.ts";

/** How many peers of a swarm tell, at most: the peers of a run say much of the same. */
const MOST = 8;

/**
 * Who tells in a recording: everybody in a swarm of up to eight; in a larger one
 * those whom something befalls, then the first, eight in all.
 *
 * @param peers How many begin
 */
export function chooseObservers(
  peers: number,
  faults: readonly Fault[],
): ReadonlySet<number> {
  const befallen = faults.flatMap((fault) =>
    "peer" in fault ? [fault.peer] : []
  );
  const first = Array.from({ length: MOST }, (_, index) => index);
  // Beside those whom much befalls there is to be one of the others.
  const chosen = peers <= MOST
    ? [...first, ...befallen]
    : [0, ...befallen, ...first];
  return new Set([...new Set(chosen)].slice(0, MOST));
}
