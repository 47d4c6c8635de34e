/**
 * What to tell a person whose peer still waits, though not alone: for how many,
 * and what may be done. Those who are missing may be behind a cut; when that
 * heals, or the others have begun without this peer, it goes on by itself.
 *
 * @param present Peers that are here, this one included
 * @param waitFor How many it waits for
 */
export function adviceForFew(present: number, waitFor: number): string {
  const missing = waitFor - present;
  return [
    `Still waiting for ${missing} more ${missing === 1 ? "peer" : "peers"}:`,
    `${present} of ${waitFor} are here;`,
    `start ${missing === 1 ? "another" : "others"}, or begin with those`,
    `who are (--wait-for ${present});`,
    "if the others are cut off and train already, this one joins them when they meet",
  ].join(" ");
}
