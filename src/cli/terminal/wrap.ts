import { width } from "./width.ts";

/** How far the lines that follow the first one are set in. */
const INDENT = "  ";

/**
 * A text in lines of at most `columns` characters, broken between words; a word
 * that is longer than a line (an address, say) is left to the terminal, which keeps it in
 * one piece for whoever copies it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wrap } from "./wrap.ts";
 *
 * assertEquals(wrap("one two three", 9), "one two\n  three");
 * ```
 */
export function wrap(text: string, columns: number): string {
  return text.split("\n").map((line) => {
    const lines: string[] = [];
    let [current = "", ...words] = line.split(" ");
    for (const word of words) {
      const longer = `${current} ${word}`;
      const fits = width(longer) <= columns ||
        width(word) > columns - INDENT.length;
      if (!fits) lines.push(current);
      current = fits ? longer : INDENT + word;
    }
    return [...lines, current].join("\n");
  }).join("\n");
}
