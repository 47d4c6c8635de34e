import type { Member, Members } from "./members.ts";

/**
 * Peers in the order in which they are best placed to send the model: first those
 * that keep up and stay, among them the nearest. Of newcomers, who have measured
 * nobody's distance, each begins at another place, so that not all ask the same.
 *
 * @param keys hex public keys
 * @param self the own one
 * @param first whoever of equals is to be first, as it has shown what is missing
 */
export function byPlace(
  keys: readonly string[],
  members: Members,
  { self, first }: { self: string; first?: string | undefined },
): string[] {
  const places = keys.map((key) => {
    const member = members.byKey(key);
    return {
      key,
      burden: burdenOf(member),
      lag: member?.lag?.median ?? Infinity,
      turn: key === first ? 0 : key > self ? 1 : 2,
    };
  });
  places.sort((a, b) =>
    a.burden - b.burden || compare(a.lag, b.lag) || a.turn - b.turn ||
    (a.key < b.key ? -1 : 1)
  );
  return places.map(({ key }) => key);
}

/** What keeps a peer from sending much: it reads slowly, takes a model itself, or is about to go. */
function burdenOf(member: Member | undefined): number {
  if (member === undefined) return 8;
  const { joining, lagging, suspected, done } = member;
  return (suspected ? 4 : 0) + (joining ? 4 : 0) + (lagging ? 2 : 0) +
    (done ? 1 : 0);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
