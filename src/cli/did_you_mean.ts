import { closestString, levenshteinDistance } from "@std/text";
import { UsageError } from "./errors.ts";

/**
 * The error for a word that is none of those known, with the one that may have
 * been meant.
 *
 * @param kind What the words are, such as "option"
 * @param help Command line that shows all of them
 */
export function unknownWord(
  kind: string,
  word: string,
  words: readonly string[],
  help: string,
): UsageError {
  const meant = nearest(word, words);
  return new UsageError(
    meant !== undefined
      ? `Unknown ${kind} "${word}": did you mean "${meant}"? (${help} shows all)`
      : `Unknown ${kind} "${word}" (${help} shows all)`,
  );
}

/**
 * The word that may have been meant: one that is spelt much alike, else the only one
 * that begins so; undefined where none is.
 */
export function nearest(
  word: string,
  words: readonly string[],
): string | undefined {
  if (words.length === 0) return undefined;
  const near: string = closestString(word, words);
  const distance: number = levenshteinDistance(word, near);
  return distance <= Math.max(2, Math.floor(near.length / 3))
    ? near
    : beginning(word, words);
}

/** `--wait` for `--wait-for`, where no other word begins with it. */
function beginning(
  word: string,
  words: readonly string[],
): string | undefined {
  const longer = words.filter((one) => one.startsWith(word));
  return word.replace(/^-+/, "").length >= 3 && longer.length === 1
    ? longer[0]
    : undefined;
}
