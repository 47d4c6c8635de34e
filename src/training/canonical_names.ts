/**
 * Names without tfjs's counters. A layer that the user did not name is called
 * after how many of its kind the program has made ("dense_Dense7"), so the same
 * task can have other names in another program. Here the first of a kind that
 * is met is 1, the next 2, and so on.
 *
 * @returns A function that rewrites the names in any text; it remembers
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const canonical = canonicalNames();
 * assertEquals(canonical("dense_Dense7/kernel"), "dense_1/kernel");
 * assertEquals(canonical("dense_Dense9/bias"), "dense_2/bias");
 * assertEquals(canonical("dense_Dense7/bias"), "dense_1/bias");
 * ```
 */
export function canonicalNames(): (text: string) => string {
  const ordinals = new Map<string, string>();
  const counts = new Map<string, number>();
  // "lstm_LSTM3", "sequential_2", "model1", "input_input4"
  const automatic =
    /\b(?:([a-z0-9_]+?)_[A-Z][A-Za-z0-9]*?|(sequential)_|(model|functional)|(input)_input)(\d+)(?![A-Za-z0-9])/g;
  return (text) =>
    text.replace(automatic, (match, ...groups: (string | undefined)[]) => {
      const known = ordinals.get(match);
      if (known) return known;
      const kind = groups.slice(0, 4).find((g) => g !== undefined)!;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const name = `${kind}_${count}`;
      ordinals.set(match, name);
      return name;
    });
}
