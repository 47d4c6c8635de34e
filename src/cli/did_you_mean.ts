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
  const nearest: string = closestString(word, words);
  const distance: number = levenshteinDistance(word, nearest);
  const isNear = distance <= Math.max(2, Math.floor(nearest.length / 3));
  return new UsageError(
    isNear
      ? `Unknown ${kind} "${word}": did you mean "${nearest}"? (${help} shows all)`
      : `Unknown ${kind} "${word}" (${help} shows all)`,
  );
}
