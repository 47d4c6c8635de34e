import { swarmTag } from "./records.ts";

/** What names are written with. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

/**
 * The name of a swarm of which only the announced hash is known, where it is one of
 * those guessed or differs from one of them by a single slip: a letter more, less,
 * another, or two that have changed places, or capitals. Some 1,000 hashes a guess.
 *
 * @param hash As a {@linkcode SwarmTag} has it
 * @returns undefined where it is none of these
 */
export function nearName(
  hash: string,
  guesses: readonly string[],
): string | undefined {
  for (const guess of guesses) {
    for (const name of slipsOf(guess)) {
      if (swarmTag(name).swarm === hash) return name;
    }
  }
  return undefined;
}

function* slipsOf(name: string): Generator<string> {
  yield name;
  yield name.toLowerCase();
  yield name.toUpperCase();
  if (name !== "") yield name[0]!.toUpperCase() + name.slice(1);
  for (let at = 0; at <= name.length; at++) {
    const before = name.slice(0, at), here = name[at] ?? "";
    const after = name.slice(at + 1);
    if (here !== "") yield before + after;
    if (after !== "") yield before + after[0] + here + after.slice(1);
    for (const letter of LETTERS) {
      yield before + letter + here + after;
      if (here !== "") yield before + letter + after;
    }
  }
}
